package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that were once accepted though Linux rejects them, in {@code kept/}: the first line is the program's type, the
 * others are the program. {@link AgreementTest} writes a file for each that it finds.
 */
class KeptTest {
    private static final Path KEPT = Path.of("src/test/resources/io/polyprobe/verifier/kept");

    /**
     * Keeps a program.
     *
     * @return the file that it is in now
     */
    static String keep(String name, ProgramType type, String text) throws IOException {
        Files.createDirectories(KEPT);
        return Files.writeString(KEPT.resolve(name + ".txt"), type + "\n" + text)
                .toString();
    }

    static List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(KEPT)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void whatWasOnceAcceptedWronglyIsRejectedAsByLinux(Path file) throws IOException {
        String text = Files.readString(file);
        int first = text.indexOf('\n');
        var type = ProgramType.valueOf(text.substring(0, first));
        String program = text.substring(first + 1);
        try (var rig = new Rig()) {
            assertThat(rig.verify(type, program).isAccepted()).isFalse();
            if (rig.hasKernel()) {
                assertThat(rig.kernel(type, program)).isPresent();
            }
        }
    }
}
