package io.polyprobe.linux.link;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.link.Recorder.Field;
import io.polyprobe.target.Feature;
import io.polyprobe.target.ProbeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/**
 * Attaches by kprobes and by trampolines, on a kernel that has both. Runs in a guest, so it is a plain program: it prints
 * a line for each check and ends with 1 if one fails.
 */
public final class GuestMain {
    private static boolean failed;

    private GuestMain() {}

    /** @param arguments the compiled {@code probes.c} */
    public static void main(String[] arguments) throws IOException {
        byte[] elf = Files.readAllBytes(Path.of(arguments[0]));
        for (var mechanism : List.of(Mechanism.KPROBE, Mechanism.TRAMPOLINE, Mechanism.SYSCALL)) {
            try (var recorder = new Recorder(elf, EnumSet.of(mechanism))) {
                probe(recorder, mechanism);
            } catch (PolyprobeException e) {
                check(mechanism + " " + new Renderer(false).render(e.diagnostics()), false);
            }
        }
        try (var recorder = new Recorder(elf, EnumSet.allOf(Mechanism.class))) {
            trampolines(recorder);
            patterns(recorder);
            modules(recorder);
            renamed(recorder);
        }
        for (var denial : List.of(
                new Denial("on_modify", new ProbeSpec.ModifyReturn("security_file_open"), "fmod_ret"),
                new Denial("on_lsm", new ProbeSpec.Lsm("file_open"), "lsm"),
                new Denial("on_lsm_that_sleeps", new ProbeSpec.Lsm("file_open"), "lsm"))) {
            try (var recorder = new Recorder(elf, EnumSet.allOf(Mechanism.class))) {
                denied(recorder, denial);
            } catch (PolyprobeException e) {
                check(denial.function() + " " + new Renderer(false).render(e.diagnostics()), false);
            }
        }
        try (var target = KernelTarget.open(note -> {})) {
            for (var feature : Feature.values()) {
                check("has " + feature, target.probes().supports(feature));
            }
        }
        try (var recorder = new Recorder(elf, EnumSet.allOf(Mechanism.class))) {
            userProbes(recorder);
        }
        System.exit(failed ? 1 : 0);
    }

    private static void probe(Recorder recorder, Mechanism by) {
        var entry = recorder.attach("on_open", "kprobe:do_sys_openat2");
        var exit = recorder.attach("on_return", new ProbeSpec.Kretprobe("do_sys_openat2", 16));
        recorder.attach("on_call", "kprobe:__x64_sys_openat");
        if (by != Mechanism.SYSCALL) {
            recorder.attach("on_read", "kprobe:vfs_read");
        }
        Recorder.openMissing(0);
        Recorder.read();
        String how = by + " (" + entry.mechanism() + ", " + exit.mechanism() + "): ";
        check(how + "one call", recorder.get(Field.CALLS) == 1);
        check(how + "directory", (int) recorder.get(Field.DFD) == -100);
        check(how + "flags", recorder.get(Field.FLAGS) == 0x88000);
        check(how + "one return", recorder.get(Field.RETURNS) == 1);
        check(how + "result", (int) recorder.get(Field.RET) == -2);
        check(how + "perf output", recorder.get(Field.OUTPUT) == -2);
        check(how + "registers of the call", (int) recorder.get(Field.INNER_DFD) == -100);
        if (by != Mechanism.SYSCALL) {
            check(how + "vfs_read", recorder.get(Field.READS) == 1 && recorder.get(Field.READ_SIZE) == 4711);
        }
        recorder.notes.forEach(note -> System.out.print(new Renderer(false).render(note)));
    }

    private static void trampolines(Recorder recorder) {
        var entry = recorder.attach("on_fentry", "fentry:do_sys_openat2");
        var exit = recorder.attach("on_fexit", "fexit:do_sys_openat2");
        Recorder.openMissing(0);
        check(
                "fentry is attached as such",
                entry.mechanism().equals("fentry") && exit.mechanism().equals("fexit"));
        check("fentry sees the call", recorder.get(Field.FENTRY_CALLS) == 1);
        check("fexit sees the result", (int) recorder.get(Field.FEXIT_RESULT) == -2);
    }

    /** One link where the kernel has such (6.12), else the kernel says that it has none (6.1). */
    private static void patterns(Recorder recorder) {
        recorder.set(Field.CALLS, 0);
        var entry = new ProbeSpec.Kprobes(List.of("do_sys_openat2", "vfs_fsync"), false);
        try {
            var link = recorder.attach("on_open", entry);
            check("kprobe.multi is attached as such", link.mechanism().equals("kprobe_multi"));
            var back = recorder.attach("on_return", new ProbeSpec.Kprobes(entry.functions(), true));
            Recorder.openMissing(0);
            check("kprobe.multi sees the call", recorder.get(Field.CALLS) == 1);
            check("kprobe.multi sees the result", (int) recorder.get(Field.RET) == -2);
            link.close();
            back.close();
            Recorder.openMissing(0);
            check("kprobe.multi is gone when closed", recorder.get(Field.CALLS) == 1);
            refused(recorder, new ProbeSpec.Kprobes(List.of("do_sys_openat2", "no_such_function"), false), "ESRCH");
        } catch (AttachException e) {
            check("kprobe.multi is refused: " + e, e.toString().contains("EOPNOTSUPP"));
        }
    }

    private static void refused(Recorder recorder, ProbeSpec probe, String error) {
        try {
            recorder.attach("on_open", probe);
            check("kprobe.multi with a function that is not there", false);
        } catch (AttachException e) {
            check("kprobe.multi refuses with " + e, e.toString().contains(error));
        }
    }

    /** The file system through which the guest sees this machine's files is a module. */
    private static void modules(Recorder recorder) throws IOException {
        var link = recorder.attach("on_module", "fentry:v9fs_file_open");
        Files.readAllBytes(Path.of("/etc/os-release"));
        check("fentry in a module", recorder.get(Field.MODULE_CALLS) > 0);
        link.close();
    }

    /** A function that has another name since 6.10. */
    private static void renamed(Recorder recorder) {
        var link = recorder.attach("on_read", "kprobe:kmem_cache_alloc");
        check(
                "kmem_cache_alloc is attached to by whatever name " + recorder.notes,
                link.mechanism().equals("kprobe"));
        link.close();
        try (var page = recorder.attach("on_read", "kprobe:tcp_sendpage")) {
            check("tcp_sendpage, gone since 6.5, is no error: " + page.mechanism(), true);
        }
    }

    private record Denial(String function, ProbeSpec probe, String mechanism) {}

    private static void denied(Recorder recorder, Denial denial) {
        var link = recorder.attach(denial.function(), denial.probe());
        recorder.set(Field.DENIED_TID, Recorder.threadId());
        long result = Recorder.open("/dev/null");
        recorder.set(Field.DENIED_TID, 0);
        check(
                denial.function() + " is attached by " + denial.mechanism(),
                link.mechanism().equals(denial.mechanism()));
        check(denial.function() + " denies: " + result, Errno.EPERM.is(result) && recorder.get(Field.DENIALS) == 1);
        link.close();
        recorder.set(Field.DENIED_TID, Recorder.threadId());
        check(denial.function() + " is gone when closed", Recorder.open("/dev/null") >= 0);
    }

    private static void userProbes(Recorder recorder) {
        var uprobe = recorder.attach("on_abs", "uprobe:c:syscall");
        Recorder.openMissing(0);
        check("uprobe", uprobe.mechanism().equals("uprobe") && recorder.get(Field.USER_CALLS) > 0);
        var tasks = recorder.attach("on_each_task", "iter:task");
        check("iter", new String(tasks.read(), StandardCharsets.UTF_8).startsWith("ours"));
        recorder.attach("on_typed", "tp_btf:sys_enter");
        Recorder.openMissing(0);
        check("tp_btf", recorder.get(Field.TYPED_CALLS) > 0);
    }

    private static void check(String what, boolean right) {
        System.out.println((right ? "ok " : "FAILED ") + what);
        failed |= !right;
    }
}
