package io.polyprobe.dialect;

import io.polyprobe.btf.Btf;
import io.polyprobe.clang.Clang;
import io.polyprobe.clang.ClangLocator;
import io.polyprobe.clang.ClangRun;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.clang.Scratch;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.TracepointFormat.Field;
import io.polyprobe.target.Types;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.fornwall.jelf.ElfFile;

/** The types of a kernel that is the same on every machine. */
final class TestTypes implements Types {
    static final ClangLocator CLANG = new ClangLocator(System.getenv(), ObjectCache.none());
    static final TestTypes SMALL = new TestTypes(compile("kernel.c"));

    private final Btf btf;
    private int reads;

    private TestTypes(Btf btf) {
        this.btf = btf;
    }

    private static Btf compile(String resource) {
        try (var scratch = Scratch.create()) {
            scratch.write("kernel.c", read(resource));
            var arguments = List.of("-target", "bpf", "-g", "-c", "kernel.c", "-o", "kernel.o");
            CLANG.find().orThrow().run(scratch.directory(), arguments, ClangRun.AS_TEXT, Clang.LIMIT);
            var section = ElfFile.from(scratch.read("kernel.o").orElseThrow()).firstSectionByName(".BTF");
            return Btf.parse(section.getData());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String read(String resource) {
        try (var in = TestTypes.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Btf btf() {
        reads++;
        return btf;
    }

    /** How often the types were asked for. */
    int reads() {
        return reads;
    }

    @Override
    public String identity() {
        return "test";
    }

    @Override
    public Optional<TracepointFormat> tracepoint(String category, String name) {
        var common = List.of(
                new Field("unsigned short common_type", 0, 2, false),
                new Field("unsigned char common_flags", 2, 1, false),
                new Field("unsigned char common_preempt_count", 3, 1, false),
                new Field("int common_pid", 4, 4, true));
        var own = switch (category + ":" + name) {
            case "syscalls:sys_enter_openat" ->
                List.of(
                        new Field("int __syscall_nr", 8, 4, true),
                        new Field("int dfd", 16, 8, false),
                        new Field("const char * filename", 24, 8, false),
                        new Field("int flags", 32, 8, false),
                        new Field("umode_t mode", 40, 8, false));
            case "sched:sched_process_exec" ->
                List.of(
                        new Field("__data_loc char[] filename", 8, 4, false),
                        new Field("pid_t pid", 12, 4, true),
                        new Field("pid_t old_pid", 16, 4, true));
            case "raw_syscalls:sys_enter" ->
                List.of(new Field("long id", 8, 8, true), new Field("unsigned long args[6]", 16, 48, false));
            case "sched:sched_switch" ->
                List.of(
                        new Field("char prev_comm[TASK_COMM_LEN]", 8, 16, false),
                        new Field("pid_t prev_pid", 24, 4, true),
                        new Field("long prev_state", 32, 8, true),
                        new Field("bool forced", 40, 1, false),
                        new Field("u16 ports[2]", 42, 4, false));
            default -> null;
        };
        return own == null
                ? Optional.empty()
                : Optional.of(new TracepointFormat(
                        category,
                        name,
                        1,
                        java.util.stream.Stream.concat(common.stream(), own.stream())
                                .toList()));
    }

    @Override
    public int kernelVersion() {
        return 6 << 16 | 1 << 8;
    }

    @Override
    public int onlineCpus() {
        return 4;
    }
}
