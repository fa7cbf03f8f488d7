package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Value;
import java.util.List;
import java.util.Optional;

/** Reads of the kernel's objects, whose fields are known by its BTF. */
final class KernelRules {
    private KernelRules() {}

    static Value load(Subject subject, int register, Pointer pointer, Base.Kernel object, int offset, int size) {
        Btf types = subject.kernel();
        if (types == null) {
            throw Rejection.because(
                    "the types of the kernel are not known, so r%d cannot be followed".formatted(register));
        }
        if (!pointer.isFixed()) {
            throw Rejection.because(
                    "r%d points somewhere into %s; only fixed fields can be read".formatted(register, object),
                    "Read it by bpf_probe_read_kernel().");
        }
        long at = pointer.place() + offset;
        if (at < 0) {
            throw Rejection.because("r%d points before the start of %s".formatted(register, object));
        }
        return field(types, object.type(), object.name(), at, size);
    }

    /** What lies in a type at an offset. */
    private static Value field(Btf types, int id, String name, long at, int size) {
        int resolved = types.resolve(id);
        return switch (types.type(resolved)) {
            case BtfType.Struct struct -> member(types, struct.members(), types.sizeOf(resolved), name, at, size);
            case BtfType.Union union -> member(types, union.members(), types.sizeOf(resolved), name, at, size);
            case BtfType.Array array -> {
                long element = Math.max(1, types.sizeOf(array.element()));
                yield field(types, array.element(), name, at % element, size);
            }
            case BtfType.Pointer target when at == 0 && size == Long.BYTES -> pointer(types, target.target());
            case BtfType.Pointer _ ->
                throw Rejection.because("it reads %d bytes of a pointer within struct %s".formatted(size, name));
            default -> Quantity.of(Scalar.unknown(size * 8));
        };
    }

    private static Value member(Btf types, List<BtfType.Member> members, long length, String name, long at, int size) {
        boolean flexible = !members.isEmpty()
                && types.type(types.resolve(members.getLast().type())) instanceof BtfType.Array array
                && array.count() == 0;
        if (at + size > length && !flexible) {
            throw Rejection.because(
                    "it reads bytes %d to %d of struct %s, which has %d".formatted(at, at + size - 1, name, length));
        }
        for (int i = 0; i < members.size(); i++) {
            BtfType.Member member = members.get(i);
            long from = member.bitOffset() / 8;
            long bytes = types.sizeOf(member.type());
            boolean endless = flexible && i == members.size() - 1;
            boolean within = at >= from && (endless || at + size <= from + bytes);
            if (member.bitSize() == 0 && within) {
                return field(types, member.type(), name, at - from, size);
            }
        }
        // Bit fields, padding, several fields at once: numbers.
        return Quantity.of(Scalar.unknown(size * 8));
    }

    /** What a pointer of the kernel is to a program: an object where it is one, otherwise a number. */
    static Value pointer(Btf types, int target) {
        return object(types, target, false).<Value>map(Pointer::to).orElseGet(Quantity::unknown);
    }

    static Optional<Base.Kernel> object(Btf types, int target, boolean trusted) {
        int resolved = types.resolve(target);
        return types.type(resolved) instanceof BtfType.Struct struct
                ? Optional.of(new Base.Kernel(resolved, struct.name(), trusted))
                : Optional.empty();
    }

    /** Whether an object is one of a type, or begins with one. */
    static boolean is(Btf types, Base.Kernel object, String wanted) {
        int at = object.type();
        while (types.type(at) instanceof BtfType.Struct struct) {
            if (struct.name().equals(wanted)) {
                return true;
            }
            if (struct.members().isEmpty() || struct.members().getFirst().bitOffset() != 0) {
                return false;
            }
            at = types.resolve(struct.members().getFirst().type());
        }
        return false;
    }
}
