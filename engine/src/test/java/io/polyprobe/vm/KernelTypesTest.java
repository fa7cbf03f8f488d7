package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.btf.Btf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps the compiled types and the C that they come from together; with {@code -Dpolyprobe.regenerate} it compiles. */
class KernelTypesTest {
    private static final Path DIRECTORY = Path.of("src/main/resources/io/polyprobe/vm/kernel");

    @Test
    void the_compiled_types_are_those_of_the_c_text() throws IOException {
        byte[] object = TestClang.object(
                Files.readString(DIRECTORY.resolve("kernel.c")),
                "-I" + DIRECTORY.toAbsolutePath(),
                "-fdebug-compilation-dir=.");
        byte[] compiled = TestClang.section(object, ".BTF");
        if (Boolean.getBoolean("polyprobe.regenerate")) {
            Files.write(DIRECTORY.resolve("kernel.btf"), compiled);
        }
        Btf committed = Btf.parse(Files.readAllBytes(DIRECTORY.resolve("kernel.btf")));
        assertThat(TypeText.of(committed))
                .as("run: mvn test -pl engine -Dtest=KernelTypesTest -Dpolyprobe.regenerate=true")
                .isEqualTo(TypeText.of(Btf.parse(compiled)));
    }

    @Test
    void types_are_named_by_their_content() {
        var types = new VmTypes();
        assertThat(types.identity()).startsWith("vm-").isEqualTo(new VmTypes().identity());
        assertThat(types.kernelVersion()).isEqualTo(0x061200);
    }
}
