package io.polyprobe.verifier;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.isa.Instruction;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.Reference;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all rules share while one function and what it calls is explored: the program, the open paths, fresh ids. */
final class Analysis {
    private final Subject subject;
    private final Flow flow;
    private final Map<Integer, Reference> references;
    private final Map<String, MapFields> fields = new HashMap<>();
    private final ArrayDeque<State> open = new ArrayDeque<>();
    private final Map<Integer, Integer> depths = new HashMap<>();
    private final Map<Integer, Diagnostic> remarks = new TreeMap<>();
    private final Proof proof = new Proof(depths);
    private int ids;

    Analysis(Subject subject, Flow flow) {
        this.subject = subject;
        this.flow = flow;
        this.references = subject.references();
    }

    Subject subject() {
        return subject;
    }

    Flow flow() {
        return flow;
    }

    /** What has been found out for those who run the program. */
    Proof proof() {
        return proof;
    }

    /** A number that no other thing has. */
    int newId() {
        return ++ids;
    }

    /** One more path, to be explored later. */
    void fork(State state) {
        var parent = state.parent();
        if (parent != null) {
            parent.fork();
        }
        open.push(state);
    }

    /** The path that was opened last, or null where all have been explored. */
    @Nullable
    State nextPath() {
        return open.poll();
    }

    /** What an instruction refers to in the object. */
    @Nullable
    Reference reference(int slot) {
        return references.get(slot);
    }

    MapSpec map(String name) {
        MapSpec map = subject.maps().get(name);
        if (map == null) {
            throw Rejection.because("it refers to a map '%s' that the object does not declare".formatted(name));
        }
        return map;
    }

    /** The fields of a map's values that only helpers may touch. */
    MapFields fields(MapSpec map) {
        return fields.computeIfAbsent(map.name(), _ -> MapFields.of(map, subject.btf()));
    }

    /** Something that is allowed, and most likely a mistake; said once for each instruction. */
    void remark(int slot, Diagnostic remark) {
        remarks.putIfAbsent(
                slot,
                remark.at(ProgramSpec.Line.placeOf(subject.program().lines(), slot)
                        .orElse(null)));
    }

    List<Diagnostic> remarks() {
        return List.copyOf(remarks.values());
    }

    /** A function uses its stack down to there. */
    void useStack(int function, long bytes) {
        depths.merge(function, (int) bytes, Math::max);
    }

    /** Bytes of stack that a function uses. */
    int stackOf(int function) {
        return depths.getOrDefault(function, 0);
    }

    /**
     * A register's value.
     *
     * @throws Rejection where it has none
     */
    static Value read(State state, int register) {
        Value value = state.get(register);
        if (value == Value.Unset.UNSET) {
            throw Rejection.because(
                    "r%d has no value here".formatted(register),
                    register >= 1 && register <= 5
                            ? "A call leaves r1 to r5 without values, and a function has only the arguments it is given."
                            : "Set the variable on every path that leads here.");
        }
        return value;
    }

    /** Sets a register, which cannot be the frame pointer. */
    static void write(State state, int register, Value value) {
        if (register > 9) {
            throw Rejection.because("r10 is the frame pointer and can only be read");
        }
        state.set(register, value);
    }

    /** Makes pointers numbers that no later instruction may follow. */
    static void forget(State state, java.util.function.Predicate<Pointer> gone) {
        state.update(value -> value instanceof Pointer pointer && gone.test(pointer) ? Quantity.unknown() : value);
    }

    static void forgetPackets(State state) {
        forget(state, pointer -> pointer.isPacket() || pointer.base() == Base.Kind.PACKET_END);
    }

    /** All open things, for a function's or program's end. */
    static List<String> held(State state) {
        var held = new ArrayList<String>();
        state.references()
                .forEach(reference -> held.add("%s of slot %d".formatted(reference.what(), reference.slot())));
        return held;
    }

    Instruction at(State state) {
        return flow.at(state.slot());
    }
}
