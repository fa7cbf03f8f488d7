package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Place;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.Sharing;
import io.polyprobe.target.Target;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An engine whose "C" is the names of its functions, one a line, and whose target prints what a test tells it to. */
public final class FakeEngine implements Engine {
    private final String targetName;
    private final int lines;
    private @Nullable FakeTarget target;

    /**
     * @param targetName {@code vm} or {@code kernel}
     * @param lines how many trace lines come; then the world ends in a {@code vm}, and nothing comes in a {@code kernel}
     */
    public FakeEngine(String targetName, int lines) {
        this.targetName = targetName;
        this.lines = lines;
    }

    @Override
    public Target open(TargetOptions options, Consumer<Diagnostic> notes) {
        var opened = new FakeTarget(targetName, lines);
        target = opened;
        return opened;
    }

    public boolean isClosed() {
        return target == null || target.closed;
    }

    @Override
    public String show(CText text, Target forTarget, Form form) {
        return form + " of " + text.text();
    }

    @Override
    public ObjectSpec compile(CText text, Target forTarget, Consumer<Diagnostic> notes) {
        if (text.text().contains("wrong")) {
            throw new CompileException(Diagnostic.error("there is no 'wrong' in C")
                    .at(new Place(text.script().name(), 2, 5, 5, "int wrong;")));
        }
        var builder = new BtfBuilder();
        int u32 = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, false, false, false));
        int u64 = builder.add(new BtfType.Int("unsigned long long", 8, 64, 0, false, false, false));
        int character = builder.add(new BtfType.Int("char", 1, 8, 0, true, true, false));
        int comm = builder.add(new BtfType.Array(character, u32, 16));
        int task = builder.add(new BtfType.Struct(
                "task", 24, List.of(new BtfType.Member("pid", u32, 0, 0), new BtfType.Member("comm", comm, 32, 0))));
        int slot = builder.add(new BtfType.Struct(
                "slot", 24, List.of(new BtfType.Member("comm", comm, 0, 0), new BtfType.Member("slot", u64, 128, 0))));
        int pointer = builder.add(new BtfType.Pointer(builder.add(new BtfType.Pointer(task))));
        builder.add(new BtfType.DataSection(
                ".polyprobe.events",
                16,
                Stream.of("events", "ring")
                        .map(map -> builder.add(
                                new BtfType.Variable("f.__submitted_" + map, pointer, BtfType.Linkage.STATIC)))
                        .map(variable -> new BtfType.SectionVariable(variable, 0, 8))
                        .toList()));
        int addresses = builder.add(new BtfType.Array(u64, u32, 127));
        int stack = builder.add(
                new BtfType.Struct("bpf_stacktrace", 1016, List.of(new BtfType.Member("ip", addresses, 0, 0))));
        int buildId = builder.add(new BtfType.Array(
                builder.add(new BtfType.Int("unsigned char", 1, 8, 0, false, false, false)), u32, 20));
        int frame = builder.add(new BtfType.Struct(
                "bpf_stack_build_id",
                32,
                List.of(
                        new BtfType.Member("status", u32, 0, 0),
                        new BtfType.Member("build_id", buildId, 32, 0),
                        new BtfType.Member("offset", u64, 192, 0))));
        int frames = builder.add(new BtfType.Array(frame, u32, 127));
        int stackInFiles = builder.add(
                new BtfType.Struct("bpf_stacktrace_buildid", 4064, List.of(new BtfType.Member("trace", frames, 0, 0))));
        Btf btf = builder.build();
        List<ProgramSpec> programs = text.text()
                .lines()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> new ProgramSpec(name, ".text", List.of(), List.of(), List.of(), List.of(), List.of()))
                .toList();
        return new ObjectSpec(
                text.name(),
                programs,
                Map.of(
                        "counts", map("counts", MapType.HASH, 4, 8, 100, u32, u64),
                        "tasks", map("tasks", MapType.HASH, 24, 8, 100, task, u64),
                        "slots", map("slots", MapType.ARRAY, 4, 8, 3, u32, u64),
                        "percpu", map("percpu", MapType.PERCPU_ARRAY, 4, 8, 1, u32, u64),
                        "bytask", map("bytask", MapType.HASH, 24, 8, 100, slot, u64),
                        "stacks", map("stacks", MapType.STACK_TRACE, 4, 1016, 16, u32, stack),
                        "filestacks", stacksInFiles(u32, stackInFiles),
                        "events", map("events", MapType.PERF_EVENT_ARRAY, 4, 4, 2, u32, u32),
                        "ring", map("ring", MapType.RINGBUF, 0, 0, 4096, 0, 0)),
                btf,
                "GPL",
                0);
    }

    private static MapSpec stacksInFiles(int key, int value) {
        var type = MapType.STACK_TRACE;
        return new MapSpec("filestacks", type, 4, 4064, 16, 1 << 5, key, value, Sharing.Scope.NONE, null, null);
    }

    private static MapSpec map(String name, MapType type, int key, int value, int entries, int keyType, int valueType) {
        return new MapSpec(name, type, key, value, entries, 0, keyType, valueType, Sharing.Scope.NONE, null, null);
    }
}
