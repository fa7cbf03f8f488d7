package io.polyprobe.vm.helper;

import io.polyprobe.btf.Btf;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.Proof;
import io.polyprobe.vm.FixedMoment;
import io.polyprobe.vm.FixedTrigger;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.MapDescriptor;
import io.polyprobe.vm.map.MapSpace;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.VmMap;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.packet.Packets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Calls helpers as a program would, on memory of the test's own. */
final class HelperRig implements Invocation, AutoCloseable {
    static final int SIZE = 64;

    private static final Btf TYPES = types();

    private final Arena arena = Arena.ofConfined();
    private final Memory memory = new Memory();
    final MemorySegment user = arena.allocate(SIZE);
    final MemorySegment kernel = arena.allocate(SIZE);
    final MemorySegment stack = arena.allocate(2_048);
    final FixedMoment moment = new FixedMoment(user);
    private final MapSpace space = new MapSpace(memory, 2);
    private final Maps maps = new Maps(space, null);
    final VmMap hash =
            maps.create(new MapSpec("hash", MapType.HASH, 4, 8, 2, 0)).map();
    final MapDescriptor stacks = maps.create(new MapSpec("stacks", MapType.STACK_TRACE, 4, 32, 16, 0));
    private final VmHelpers helpers;
    private long used;

    HelperRig() {
        this(ProgramType.KPROBE);
    }

    /** @param type of the program that calls */
    HelperRig(ProgramType type) {
        helpers = new VmHelpers(
                type,
                new Surroundings(moment, new FixedTrigger(), new Packets(memory, TYPES), new Timers(space), TYPES),
                maps);
        memory.map("user", user, Access.NONE);
        memory.map("kernel", kernel, Access.READ);
        memory.map("stack", stack, Access.READ_WRITE);
    }

    private static Btf types() {
        try (var in = VmHelpers.class.getResourceAsStream("/io/polyprobe/vm/kernel/kernel.btf")) {
            return Btf.parse(Objects.requireNonNull(in).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long call(int id, long... arguments) {
        Helper helper = Objects.requireNonNull(helpers.helper(id), helpers.name(id));
        long[] r = Arrays.copyOf(arguments, 5);
        return helper.call(this, r[0], r[1], r[2], r[3], r[4]);
    }

    /** Puts bytes on the stack and gives their address. */
    long put(byte[] bytes) {
        MemorySegment place = stack.asSlice(used, bytes.length);
        place.copyFrom(MemorySegment.ofArray(bytes));
        used += (bytes.length + 7) & ~7;
        return place.address();
    }

    long put(String text) {
        return put((text + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    String printed() {
        return moment.printed.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public Code code() {
        return Code.of("test", List.of(), List.of(), List.of(), helpers, Proof.NONE);
    }

    @Override
    public boolean tailCall(Code target, long context) {
        return false;
    }

    @Override
    public long callback(long function, long r1, long r2, long r3, long r4, long r5) {
        return 0;
    }

    @Override
    public void close() {
        maps.close();
        arena.close();
    }
}
