package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.object.MapSpec;
import io.polyprobe.verifier.account.Account.Fact;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Slot;
import io.polyprobe.verifier.state.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known at one instruction in words, with the names that the source has for things there.
 *
 * @param names by register number, or by place below the frame pointer
 * @param btf the object's types
 */
record FactText(Map<Integer, String> names, @Nullable Btf btf) {
    /** @param key register number, or place below the frame pointer */
    Fact fact(String where, int key, List<Value> values) {
        String text = values.stream().map(this::text).collect(Collectors.joining(" or "));
        return new Fact(where, name(key), text, values.size() == 1 ? number(values.getFirst()) : null);
    }

    /** Bytes of stack that hold no register as a whole. */
    Fact bytes(int from, int to, int kind) {
        String text = switch (kind) {
            case Slot.ZERO -> "zeros";
            case Slot.DYNPTR -> "a dynptr, which only helpers touch";
            default -> "bytes of any value";
        };
        return new Fact(where(from, to), name(from), text, kind == Slot.ZERO ? Scalar.ZERO : null);
    }

    boolean isNamed(int place) {
        return names.containsKey(place);
    }

    private String name(int key) {
        return names.getOrDefault(key, "");
    }

    /** A stretch of stack, by its distance from the frame pointer. */
    static String where(int from, int to) {
        return to - from == Slot.BYTES ? "fp" + from : "fp%d..%d".formatted(from, to - 1);
    }

    private static @Nullable Scalar number(Value value) {
        return switch (value) {
            case Quantity quantity -> quantity.scalar();
            case Pointer pointer -> Alternatives.place(pointer);
            case Value.Unset _ -> null;
        };
    }

    private String text(Value value) {
        if (!(value instanceof Pointer pointer)) {
            return value.toString();
        }
        return switch (pointer.base()) {
            case Base.Stack stack when stack.frame() > 0 -> "an address in the stack of a caller";
            case Base.Stack _ when pointer.isFixed() -> stack(pointer.place());
            case Base.MapValue there when pointer.isFixed() -> inMap(pointer, there.map());
            default -> pointer.toString();
        };
    }

    private String stack(long place) {
        String name = name((int) place);
        return name.isEmpty() ? "the address fp" + place : "the address of %s (fp%d)".formatted(name, place);
    }

    /** The start of a value is the value, not its first field; a place among globals is one of them. */
    private String inMap(Pointer pointer, MapSpec map) {
        Btf types = btf;
        Optional<String> path = types == null || (pointer.place() == 0 && !map.isGlobals())
                ? Optional.empty()
                : FieldNames.at(types, map.valueType(), pointer.place()).filter(name -> !name.isEmpty());
        return path.map(name -> map.isGlobals() ? "the address of " + name : "%s (%s)".formatted(pointer, name))
                .orElseGet(pointer::toString);
    }
}
