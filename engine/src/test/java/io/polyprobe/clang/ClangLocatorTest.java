package io.polyprobe.clang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.CompileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClangLocatorTest {
    @TempDir
    Path directory;

    private ObjectCache cache = ObjectCache.none();
    private Path bin = Path.of("/");

    @BeforeEach
    void makeCache() {
        cache = ObjectCache.at(directory.resolve("cache"));
        bin = directory.resolve("my bin");
    }

    private ClangLocator locator(Map<String, String> environment) {
        return new ClangLocator(environment, cache, directory.resolve("lib"));
    }

    private ClangLocator onPath() {
        return locator(Map.of("PATH", bin.toString()));
    }

    @Test
    void theNamedClangIsTakenBeforeThePath() throws Exception {
        var named = FakeClang.answering(directory.resolve("named"), "18.1.0");
        FakeClang.answering(bin.resolve("clang"), "19.0.0");
        var found = locator(Map.of("POLYPROBE_CLANG", named.path().toString(), "PATH", bin.toString()))
                .find();
        assertThat(found.orThrow().path()).isEqualTo(named.path());
    }

    @Test
    void aNamedClangThatIsNotThereIsNotReplacedByAnother() throws Exception {
        FakeClang.answering(bin.resolve("clang"), "19.0.0");
        var found = locator(Map.of("POLYPROBE_CLANG", "/nowhere/clang", "PATH", bin.toString()))
                .find();
        assertThat(found.clang()).isNull();
        assertThat(found.reasons())
                .containsExactly("POLYPROBE_CLANG is /nowhere/clang, which is not an executable file");
    }

    @Test
    void plainClangIsTakenBeforeVersionedNames() throws Exception {
        var plain = FakeClang.answering(bin.resolve("clang"), "14.0.6");
        FakeClang.answering(bin.resolve("clang-20"), "20.1.0");
        assertThat(onPath().find().orThrow().path()).isEqualTo(plain.path());
    }

    @Test
    void anOldClangIsPassedOverForANewerOne() throws Exception {
        FakeClang.answering(bin.resolve("clang"), "11.0.1");
        var newer = FakeClang.answering(bin.resolve("clang-15"), "15.0.7");
        var found = onPath().find();
        assertThat(found.orThrow().path()).isEqualTo(newer.path());
        assertThat(found.reasons()).containsExactly(bin.resolve("clang") + " is clang 11.0");
    }

    @Test
    void theLibraryDirectoryIsTheLastResort() throws Exception {
        var library = FakeClang.answering(directory.resolve("lib/llvm-16/bin/clang"), "16.0.6");
        assertThat(onPath().find().orThrow().path()).isEqualTo(library.path());
    }

    @Test
    void whatDoesNotAnswerAsClangIsPassedOver() throws Exception {
        FakeClang.running(bin.resolve("clang"), "echo gcc version 12; exit 0");
        FakeClang.running(bin.resolve("clang-18"), "exit 3");
        assertThat(onPath().find().reasons())
                .containsExactly(
                        bin.resolve("clang") + " does not answer --version as clang does",
                        bin.resolve("clang-18") + " does not answer --version as clang does");
    }

    @Test
    void withoutAnyClangTheErrorSaysHowToGetOneAndWhatStillWorks() throws Exception {
        var found = onPath().find();
        assertThatThrownBy(found::orThrow).isInstanceOfSatisfying(CompileException.class, e -> {
            var diagnostic = e.diagnostics().getFirst();
            assertThat(diagnostic.message()).contains("clang 14 or later");
            assertThat(String.join("\n", diagnostic.hints()))
                    .containsIgnoringCase("install")
                    .contains("POLYPROBE_CLANG", "compiled before still run");
        });
    }

    @Test
    void aKnownClangIsNotRunAgain() throws Exception {
        var fake = FakeClang.answering(bin.resolve("clang"), "17.0.0");
        onPath().find();
        onPath().find();
        assertThat(fake.runs()).isEqualTo(1);
    }

    @Test
    void aReplacedClangIsANewOne() throws Exception {
        var fake = FakeClang.answering(bin.resolve("clang"), "17.0.0");
        var before = onPath().find().orThrow();
        Files.setLastModifiedTime(fake.path(), FileTime.from(Instant.EPOCH));
        assertThat(onPath().find().orThrow().identity()).isNotEqualTo(before.identity());
        assertThat(fake.runs()).isEqualTo(2);
    }

    @Test
    void theMachineOfTheTestsHasAClang() throws Exception {
        assertThat(new ClangLocator(System.getenv(), ObjectCache.none())
                        .find()
                        .orThrow()
                        .path())
                .isExecutable();
    }

    @Test
    void anyReadableVersionLineIsUnderstood() throws IOException {
        assertThat(ClangVersion.parse("Apple clang version 16.0.0 (clang-1600.0.26.3)"))
                .hasValueSatisfying(version -> assertThat(version).hasToString("16.0"));
        assertThat(ClangVersion.parse("Ubuntu clang version 22.0.0git-x\nTarget: bpf"))
                .isPresent();
        assertThat(ClangVersion.parse("clang version 99999999999999.0")).isEmpty();
        assertThat(ClangVersion.parse("")).isEmpty();
    }

    @Test
    void theAdviceFitsTheDistribution() {
        assertThat(Advice.install(java.util.List.of("ID=debian"))).endsWith("apt-get install clang");
        assertThat(Advice.install(java.util.List.of("ID=linuxmint", "ID_LIKE=\"ubuntu debian\"")))
                .endsWith("apt-get install clang");
        assertThat(Advice.install(java.util.List.of("NAME=x", "ID=\"fedora\""))).endsWith("dnf install clang");
        assertThat(Advice.install(java.util.List.of("ID=alpine"))).endsWith("apk add clang");
        assertThat(Advice.install(java.util.List.of("ID=arch"))).endsWith("pacman -S clang");
        assertThat(Advice.install(java.util.List.of())).contains("package manager");
    }
}
