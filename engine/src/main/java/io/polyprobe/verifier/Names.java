package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramSpec.Line;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the source calls that which registers and stack hold, at each instruction: names begin where {@link SourceNames}
 * or a prototype tells them, go with copies, and end where something else is written, or where paths meet that disagree.
 */
final class Names {
    private static final int SCRATCH = 5;
    private static final int FRAME_POINTER = 10;

    private final Flow flow;
    private final ProgramSpec program;
    private final @Nullable Btf btf;
    /** By slot; registers by their numbers, stack by its place below the frame pointer. */
    private final Map<Integer, Map<Integer, String>> before = new HashMap<>();

    Names(Subject subject, Flow flow) {
        this.flow = flow;
        this.program = subject.program();
        this.btf = subject.btf();
        var open = new ArrayDeque<Integer>();
        for (int function : flow.functions()) {
            before.put(function, parameters(function));
            open.push(function);
        }
        while (!open.isEmpty()) {
            int slot = open.pop();
            Map<Integer, String> after = after(slot, at(slot));
            for (int next : flow.successors(slot)) {
                if (merge(next, after)) {
                    open.push(next);
                }
            }
        }
    }

    /** By register number, or by place below the frame pointer. */
    Map<Integer, String> at(int slot) {
        return before.getOrDefault(slot, Map.of());
    }

    private boolean merge(int slot, Map<Integer, String> names) {
        Map<Integer, String> known = before.get(slot);
        if (known == null) {
            before.put(slot, new HashMap<>(names));
            return true;
        }
        return known.entrySet().removeIf(e -> !e.getValue().equals(names.get(e.getKey())));
    }

    private Map<Integer, String> parameters(int slot) {
        var names = new HashMap<Integer, String>();
        Btf types = btf;
        for (ProgramSpec.Function function : program.functions()) {
            if (types != null
                    && function.slot() == slot
                    && function.btfId() != 0
                    && types.type(function.btfId()) instanceof BtfType.Function type
                    && types.type(type.prototype()) instanceof BtfType.Prototype prototype) {
                prototype.parameters().forEach(p -> put(names, names.size() + 1, p.name()));
            }
        }
        return names;
    }

    private Map<Integer, String> after(int slot, Map<Integer, String> names) {
        var after = new HashMap<>(names);
        Instruction at = flow.at(slot);
        Line line = line(program, slot);
        // What the compiler moved here has no place of its own, and must not be taken for what stands there.
        boolean own = line.slot() == slot;
        switch (flow.operation(slot)) {
            case Operation.Alu alu
            when alu.op() == AluOp.MOV && alu.immediate() -> put(after, at.dst(), own ? SourceNames.stored(line) : "");
            case Operation.Alu alu when alu.op() == AluOp.MOV -> put(after, at.dst(), name(after, at.src()));
            case Operation.Alu _ -> {
                if (!changes(line.text(), name(after, at.dst()))) {
                    after.remove(at.dst());
                }
            }
            case Operation.Load _ when at.src() == FRAME_POINTER -> put(after, at.dst(), name(after, at.offset()));
            case Operation.Load _ -> put(after, at.dst(), own ? SourceNames.loaded(line) : "");
            case Operation.Store store
            when at.dst() == FRAME_POINTER -> {
                String copied = store.immediate() ? "" : name(after, at.src());
                String stored = own ? SourceNames.stored(line) : "";
                after.keySet()
                        .removeIf(place -> place >= at.offset()
                                && place < at.offset() + store.size().bytes()
                                && place < 0);
                put(after, at.offset(), stored.isEmpty() ? copied : stored);
            }
            case Operation.Atomic _ -> {
                after.remove(0);
                after.remove(at.src());
                after.remove(at.dst());
            }
            case Operation.Call _, Operation.LoadPacket _ -> {
                after.keySet().removeIf(place -> place >= 0 && place <= SCRATCH);
                put(after, 0, SourceNames.called(line));
            }
            case Operation.LoadWide _, Operation.Swap _, Operation.AddressSpaceCast _ -> after.remove(at.dst());
            case Operation.Jump _, Operation.Goto _, Operation.MayGoto _, Operation.Exit _, Operation.Store _ -> {}
        }
        return after;
    }

    private static String name(Map<Integer, String> names, int place) {
        return names.getOrDefault(place, "");
    }

    private static void put(Map<Integer, String> names, int place, String name) {
        if (name.isEmpty()) {
            names.remove(place);
        } else {
            names.put(place, name);
        }
    }

    /** Whether a line changes a variable in place, so that the result is the variable still. */
    private static boolean changes(String line, String name) {
        String quoted = "\\b" + Pattern.quote(name) + "\\b";
        return !name.isEmpty()
                && Pattern.compile("(\\+\\+|--)" + quoted + "|" + quoted + "\\s*(\\+\\+|--|([-+*/%&|^]|<<|>>)=)")
                        .matcher(line)
                        .find();
    }

    /** Where an instruction comes from, as far as the object tells. */
    static Line line(ProgramSpec program, int slot) {
        Line last = new Line(slot, "", "", 0, 0);
        for (Line line : program.lines()) {
            if (line.slot() > slot) {
                break;
            }
            last = line;
        }
        return last;
    }
}
