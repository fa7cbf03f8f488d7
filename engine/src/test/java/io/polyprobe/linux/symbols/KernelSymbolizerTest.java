package io.polyprobe.linux.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ElfImage;
import io.polyprobe.target.Symbol;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on this machine's kernel, with processes of its own. */
class KernelSymbolizerTest {
    private static final int OURS = (int) ProcessHandle.current().pid();

    private final KernelSymbolizer symbols = new KernelSymbolizer();

    @AfterEach
    void close() {
        symbols.close();
    }

    // The kernel

    @Test
    void kernelFunctionsAreFoundByNameAndByAddress() {
        long address = symbols.kernelAddress("do_sys_openat2").orElseThrow();
        assertThat(symbols.kernel(address + 5)).contains(new Symbol("do_sys_openat2", 5, "kernel"));
    }

    @Test
    void whatIsNoKernelFunctionHasNoName() {
        assertThat(symbols.kernel(0)).isEmpty();
        assertThat(symbols.kernel(0x1000)).isEmpty();
        assertThat(symbols.kernelAddress("no_such_function")).isEmpty();
        assertThat(symbols.kernelAddress("")).isEmpty();
        assertThat(symbols.kernelAddress("do_sys_opena")).isEmpty();
    }

    @Test
    void functionsOfModulesSayWhichModule() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/kallsyms")).stream()
                .filter(l -> l.endsWith("]") && !l.endsWith("[bpf]"))
                .reduce((_, last) -> last)
                .orElseThrow();
        String[] words = line.split("\\s+", -1);
        Symbol found = symbols.kernel(Long.parseUnsignedLong(words[0], 16)).orElseThrow();
        assertThat("[" + found.module() + "]").isEqualTo(words[3]);
    }

    // Processes

    private static long addressInLibc(String function) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(function).address();
    }

    @Test
    void functionsOfLibrariesAreFound() {
        Symbol found = symbols.user(OURS, addressInLibc("getpid") + 1).orElseThrow();
        assertThat(found.name()).endsWith("getpid");
        assertThat(found.offset()).isEqualTo(1);
        assertThat(found.module()).matches("/.*/libc[.-].*");
    }

    @Test
    void aThreadIsItsProcess() throws IOException {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            int thread = tasks.map(path -> Integer.parseInt(path.getFileName().toString()))
                    .filter(tid -> tid != OURS)
                    .findFirst()
                    .orElseThrow();
            assertThat(symbols.user(thread, addressInLibc("getpid")))
                    .isEqualTo(symbols.user(OURS, addressInLibc("getpid")));
        }
    }

    @Test
    void theKernelsOwnLibraryIsKnown() {
        Mapping vdso =
                Mapping.of(OURS).stream().filter(Mapping::isVdso).findFirst().orElseThrow();
        List<String> names = LongStream.range(vdso.start(), vdso.end())
                .mapToObj(address -> symbols.user(OURS, address).orElseThrow().name())
                .distinct()
                .toList();
        assertThat(names).anyMatch(name -> name.endsWith("clock_gettime"));
    }

    @Test
    void memoryThatIsNoFileHasNoName() {
        assertThat(symbols.user(OURS, 1)).isEmpty();
    }

    @Test
    void aProcessThatIsNotThereHasNoNames() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        assertThat(symbols.user((int) ended.pid(), addressInLibc("getpid"))).isEmpty();
        assertThat(symbols.user(0, 1)).isEmpty();
        assertThat(symbols.user(1 << 30, 1)).isEmpty();
    }

    @Test
    void whatWasReadStaysKnownWhenTheProcessHasEnded() throws Exception {
        int pid;
        long address;
        Optional<Symbol> alive;
        try (var shell = new Shell("/bin/bash")) {
            pid = shell.pid();
            address = shell.address("xmalloc");
            alive = symbols.user(pid, address);
            assertThat(alive.orElseThrow().name()).isEqualTo("xmalloc");
        }
        assertThat(symbols.user(pid, address)).isEqualTo(alive);
        symbols.forget(pid);
        assertThat(symbols.user(pid, address)).isEmpty();
    }

    @Test
    void aProgramThatIsDeletedKeepsItsNames(@TempDir Path folder) throws Exception {
        Path copy = Files.copy(Path.of("/bin/bash"), folder.resolve("shell"));
        try (var shell = new Shell(copy.toString())) {
            Files.delete(copy);
            assertThat(symbols.user(shell.pid(), shell.address("xmalloc") + 2))
                    .contains(new Symbol("xmalloc", 2, copy + " (deleted)"));
        }
    }

    @Test
    void filesOfAnotherMountNamespaceAreReached() throws Exception {
        try (var shell = new Shell(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs none /mnt && cp /bin/bash /mnt/shell && exec /mnt/shell -c \"$0\"")) {
            assertThat(Path.of("/mnt/shell")).doesNotExist();
            assertThat(symbols.user(shell.pid(), shell.address("xmalloc")))
                    .contains(new Symbol("xmalloc", 0, "/mnt/shell"));
        }
    }

    @Test
    void aLibraryThatIsLoadedLaterIsFound() {
        assertThat(symbols.user(OURS, addressInLibc("getpid"))).isPresent();
        Path library = Path.of(System.getProperty("java.home"), "lib", "libattach.so");
        String function = "Java_sun_tools_attach_VirtualMachineImpl_socket";
        try (var arena = Arena.ofConfined()) {
            long address = SymbolLookup.libraryLookup(library, arena)
                    .findOrThrow(function)
                    .address();
            assertThat(symbols.user(OURS, address + 1)).contains(new Symbol(function, 1, library.toString()));
        }
    }

    @Test
    void anotherProgramInTheSameProcessIsNoticed() throws Exception {
        try (var shell = new Shell("/bin/bash")) {
            long address = shell.address("xmalloc");
            assertThat(symbols.user(shell.pid(), address)).isPresent();
            shell.say("exec sh -c 'echo ready; read line'");
            assertThat(symbols.user(shell.pid(), address).map(Symbol::name)).isNotEqualTo(Optional.of("xmalloc"));
        }
    }

    @Test
    void compiledCodeIsFoundInThePerfMapAsItGrows() throws Exception {
        try (var shell = new Shell("/bin/bash")) {
            Path map = Path.of("/tmp/perf-" + shell.pid() + ".map");
            assertThat(symbols.user(shell.pid(), 0x1010)).isEmpty();
            try {
                Files.writeString(map, "1000 100 LMain;::run\n");
                assertThat(symbols.user(shell.pid(), 0x1010).orElseThrow())
                        .matches(found -> found.name().equals("LMain;::run") && found.offset() == 0x10)
                        .matches(found -> found.module().endsWith(map.toString()));
                Files.writeString(map, "2000 100 LMain;::more\n", StandardOpenOption.APPEND);
                assertThat(symbols.user(shell.pid(), 0x20ff).map(Symbol::name)).contains("LMain;::more");
                assertThat(symbols.user(shell.pid(), 0x2100).map(Symbol::name)).contains("");
            } finally {
                Files.delete(map);
            }
        }
    }

    // Files

    @Test
    void anOffsetInAFileIsNamedByTheFilesBuildId() throws IOException {
        String path = "/bin/bash";
        String id;
        long offset;
        try (var file = ElfImage.open(Path.of(path))) {
            id = DebugFile.buildId(file).orElseThrow();
            offset = file.offset(file.symbol("xmalloc").orElseThrow()).orElseThrow();
        }
        assertThat(symbols.buildId(id, offset)).isEmpty();
        symbols.addFile(path);
        assertThat(symbols.buildId(id, offset + 3)).contains(new Symbol("xmalloc", 3, path));
        assertThat(symbols.buildId(id, 0).map(Symbol::name)).contains("");
        assertThat(symbols.buildId("00", offset)).isEmpty();
    }

    @Test
    void whatIsNoProgramIsNotAdded() {
        symbols.addFile("/etc/passwd");
        symbols.addFile("/no/such/file");
        symbols.addFile("/dev/zero");
    }

    @Test
    void afterTheEndItSaysSo() {
        symbols.close();
        assertThatThrownBy(() -> symbols.kernel(1)).isInstanceOf(TargetException.class);
        symbols.close();
    }
}
