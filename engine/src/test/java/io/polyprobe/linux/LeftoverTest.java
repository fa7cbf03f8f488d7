package io.polyprobe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.isa.Assembler;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.NextId;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.target.ProbeSpec;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the kernel holds of ours after we are gone, asked of the kernel itself. */
class LeftoverTest {
    private static final int BPF_PROG_GET_FD_BY_ID = 13;
    private static final int BPF_MAP_GET_FD_BY_ID = 14;

    /** Where {@code struct bpf_prog_info} and {@code struct bpf_map_info} have their names. */
    private static final int PROG_NAME = 64;

    private static final int MAP_NAME = 24;

    /** Names this test's own objects, in this JVM and in its child. */
    private static final String NAME = "left" + ProcessHandle.current().pid();

    @Test
    void nothingIsLeftAfterClosing() throws Exception {
        try (var target = KernelTarget.open(note -> {})) {
            hold(target, NAME);
            assertThat(held()).containsExactlyInAnyOrder("program", "map");
        }
        awaitNothing();
    }

    @Test
    void nothingIsLeftAfterTheProcessWasKilled() throws Exception {
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        NAME)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("held");
            assertThat(held()).containsExactlyInAnyOrder("program", "map");
        } finally {
            child.destroyForcibly().waitFor();
        }
        awaitNothing();
    }

    /** Holds a program, a map and a link until it is killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            hold(KernelTarget.open(note -> {}), arguments[0]);
            System.out.println("held");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static void hold(KernelTarget target, String name) {
        var program = new ProgramSpec(
                name,
                "raw_tracepoint/sys_enter",
                Assembler.assemble(name, "r0 = 0\nexit\n"),
                List.of(),
                List.of(new ProgramSpec.Function(0, name, 0)),
                List.of(),
                List.of());
        var map = new MapSpec(name, MapType.HASH, 4, 4, 4, 0);
        var object = target.load(new ObjectSpec(name, List.of(program), Map.of(name, map), null, "GPL", 0));
        object.attach(name, new ProbeSpec.RawTracepoint("sys_enter"));
    }

    /** The kernel frees programs a moment after their last user has gone. */
    private static void awaitNothing() throws InterruptedException {
        for (int i = 0; i < 1000 && !held().isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertThat(held()).isEmpty();
    }

    private static Set<String> held() {
        var held = new HashSet<String>();
        if (named(Bpf.PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID, PROG_NAME)) {
            held.add("program");
        }
        if (named(Bpf.MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID, MAP_NAME)) {
            held.add("map");
        }
        return held;
    }

    private static boolean named(int nextId, int byId, int nameOffset) {
        try (var arena = Arena.ofConfined()) {
            var ids = Attr.bpf(arena);
            while (SystemCalls.bpf(nextId, ids) >= 0) {
                int id = ids.u32(NextId.NEXT_ID);
                ids.u32(NextId.START_ID, id);
                long fd = SystemCalls.bpf(byId, Attr.bpf(arena).u32(0, id));
                if (fd >= 0) {
                    try (var open = new Fd(fd)) {
                        var info = arena.allocate(256, 8);
                        SystemCalls.bpf(
                                Bpf.OBJ_GET_INFO_BY_FD,
                                Attr.bpf(arena)
                                        .u32(0, open.number())
                                        .u32(4, 256)
                                        .pointer(8, info));
                        if (info.getString(nameOffset).equals(NAME)) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }
    }
}
