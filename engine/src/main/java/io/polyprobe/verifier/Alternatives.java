package io.polyprobe.verifier;

import io.polyprobe.isa.AluOp;
import io.polyprobe.verifier.number.Arithmetic;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one register or stack slot holds on several paths: values of one kind are joined, kinds stand side by side. */
final class Alternatives {
    private final List<Value> values = new ArrayList<>();
    private boolean unset;

    void add(Value value) {
        if (value == Value.Unset.UNSET) {
            unset = true;
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            Value joined = join(values.get(i), value);
            if (joined != null) {
                values.set(i, joined);
                return;
            }
        }
        values.add(value);
    }

    /** None where it has no value on some path. */
    List<Value> values() {
        return unset ? List.of() : values;
    }

    /** All that either may be, or null where the two have nothing in common. */
    private static @Nullable Value join(Value a, Value b) {
        return switch (a) {
            case Quantity x
            when b instanceof Quantity y -> Quantity.of(x.scalar().join(y.scalar()));
            case Pointer x when b instanceof Pointer y -> pointers(x, y);
            case Quantity x when b instanceof Pointer y && x.scalar().isConstant(0) -> y.orNull(y.id());
            case Pointer x when b instanceof Quantity y && y.scalar().isConstant(0) -> x.orNull(x.id());
            default -> null;
        };
    }

    private static @Nullable Pointer pointers(Pointer a, Pointer b) {
        if (!anonymous(a.base()).equals(anonymous(b.base()))) {
            return null;
        }
        boolean together = a.offset() == b.offset();
        Scalar variable = together ? a.variable().join(b.variable()) : place(a).join(place(b));
        boolean nullable = a.nullable() || b.nullable();
        int range = Math.min(a.range(), b.range());
        return new Pointer(anonymous(a.base()), together ? a.offset() : 0, variable, 0, range, nullable, 0);
    }

    /** Bytes from the pointer's base. */
    static Scalar place(Pointer pointer) {
        return Arithmetic.apply(AluOp.ADD, 64, pointer.variable(), Scalar.constant(pointer.offset()));
    }

    /** Values of one map are alike, whichever lookup found them. */
    private static Base anonymous(Base base) {
        return switch (base) {
            case Base.MapValue value -> new Base.MapValue(value.map(), 0);
            case Base.Map map -> new Base.Map(map.map(), 0);
            default -> base;
        };
    }
}
