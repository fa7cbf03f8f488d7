package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.context.ContextField;
import io.polyprobe.verifier.context.ContextTable;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Value;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What programs may touch of their contexts, by program type. */
final class ContextRules {
    /** {@code struct pt_regs} of x86-64. */
    private static final int REGISTERS = 168;
    /** {@code PERF_MAX_TRACE_SIZE}. */
    private static final int TRACEPOINT = 8192;
    /** {@code MAX_BPF_FUNC_ARGS} of 8 bytes. */
    private static final int RAW_ARGUMENTS = 12 * 8;
    /** {@code U16_MAX}: what a program of type SYSCALL may be handed. */
    private static final int SYSCALL = 0xffff;

    private final Analysis analysis;

    ContextRules(Analysis analysis) {
        this.analysis = analysis;
    }

    Value load(int register, Pointer pointer, int offset, int size, boolean signed) {
        ProgramType type = analysis.subject().type();
        if (type == ProgramType.SYSCALL) {
            return memory(register, pointer, offset, size);
        }
        int at = place(register, pointer, offset);
        if (type == ProgramType.TRACING) {
            return argument(at, size);
        }
        int length = plain(type);
        if (length > 0) {
            int from = type == ProgramType.TRACEPOINT ? Long.BYTES : 0;
            require(at >= from && at + size <= length && at % size == 0, at, size, false);
            return Quantity.of(Scalar.unknown(size * 8));
        }
        ContextField field =
                ContextTable.field(type, place(), at, size, false).orElseThrow(() -> refused(at, size, false));
        Value value = value(field, size);
        if (signed && value instanceof Pointer) {
            throw refused(at, size, false);
        }
        return value;
    }

    private int place() {
        return analysis.subject().attachType();
    }

    /** How long a context is that has no fields of its own, 0 for others. */
    private static int plain(ProgramType type) {
        return switch (type) {
            case KPROBE -> REGISTERS;
            case TRACEPOINT -> TRACEPOINT;
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> RAW_ARGUMENTS;
            default -> 0;
        };
    }

    private Value memory(int register, Pointer pointer, int offset, int size) {
        new BoundsRules(analysis).region(register, pointer, offset, size, SYSCALL);
        return Quantity.of(Scalar.unknown(size * 8));
    }

    void store(int register, Pointer pointer, int offset, int size, @Nullable Value value) {
        ProgramType type = analysis.subject().type();
        if (value == null) {
            throw Rejection.because("an atomic instruction cannot work on the context (r%d)".formatted(register));
        }
        if (type == ProgramType.SYSCALL) {
            memory(register, pointer, offset, size);
            return;
        }
        int at = place(register, pointer, offset);
        require(ContextTable.field(type, place(), at, size, true).isPresent(), at, size, true);
    }

    private static int place(int register, Pointer pointer, int offset) {
        if (!pointer.variable().isConstant(0)) {
            throw Rejection.because(
                    "r%d points into the context at a variable offset (%s)".formatted(register, pointer.variable()),
                    "Read fields by their names; choose between them by if.");
        }
        if (pointer.offset() != 0) {
            throw Rejection.because(
                    "r%d does not point to the context's start, but %d bytes from it"
                            .formatted(register, pointer.offset()),
                    "The kernel rewrites each access of the context, so its offset must stand in the instruction.");
        }
        return offset;
    }

    private Value value(ContextField field, int size) {
        return switch (field.kind()) {
            case NUMBER -> Quantity.of(Scalar.unknown(size * 8));
            case PACKET -> Pointer.to(Base.Kind.PACKET);
            case PACKET_META -> Pointer.to(Base.Kind.PACKET_META);
            case PACKET_END -> Pointer.to(Base.Kind.PACKET_END);
            case SOCK_COMMON_OR_NULL -> Pointer.to(Base.Kind.SOCK_COMMON).orNull(analysis.newId());
            case SOCKET -> Pointer.to(Base.Kind.SOCKET);
            case SOCKET_OR_NULL -> Pointer.to(Base.Kind.SOCKET).orNull(analysis.newId());
            case FLOW_KEYS -> Pointer.to(Base.Kind.FLOW_KEYS);
        };
    }

    /** A field of a socket or of what else has a layout of its own. */
    Value loadSocket(int register, Pointer pointer, Base.Kind kind, int offset, int size) {
        String struct = switch (kind) {
            case SOCKET, SOCK_COMMON -> "bpf_sock";
            case TCP_SOCK -> "bpf_tcp_sock";
            case XDP_SOCK -> "bpf_xdp_sock";
            case FLOW_KEYS -> "bpf_flow_keys";
            default -> throw Rejection.because("r%d points to %s, which cannot be read".formatted(register, kind));
        };
        int at = place(register, pointer, offset);
        if (ContextTable.structField(struct, at, size).isEmpty()) {
            throw Rejection.because("it reads bytes %d to %d of struct %s, where no field is that may be read so"
                    .formatted(at, at + size - 1, struct));
        }
        return Quantity.of(Scalar.unknown(size * 8));
    }

    /** An argument of the function or tracepoint, by its C type. */
    private Value argument(int at, int size) {
        Subject.Hook hook = analysis.subject().hook();
        Btf types = analysis.subject().kernel();
        if (hook == null || types == null) {
            throw Rejection.because("it is not known which function or tracepoint the program is for");
        }
        require(at >= 0 && size == Long.BYTES && at % Long.BYTES == 0, at, size, false);
        if (!(types.type(hook.prototype()) instanceof BtfType.Prototype prototype)) {
            throw Rejection.because("the function or tracepoint has no prototype in the kernel's BTF");
        }
        int index = at / Long.BYTES + hook.first();
        int count = prototype.parameters().size();
        if (index == count && hook.result() && prototype.result() != 0) {
            return typed(types, prototype.result());
        }
        if (index >= count) {
            throw Rejection.because("there is no argument %d: the function has %d"
                    .formatted(at / Long.BYTES + 1, count - hook.first()));
        }
        return typed(types, prototype.parameters().get(index).type());
    }

    private static Value typed(Btf types, int type) {
        return types.type(types.resolve(type)) instanceof BtfType.Pointer pointer
                ? KernelRules.object(types, pointer.target(), true)
                        .<Value>map(Pointer::to)
                        .orElseGet(Quantity::unknown)
                : Quantity.unknown();
    }

    private static String nothingThere(ProgramType type, boolean write) {
        int length = plain(type);
        if (length > 0 && write) {
            return "What a %s program is given can only be read."
                    .formatted(type.name().toLowerCase(Locale.ROOT));
        }
        String check = "Check the type of the function's argument against the type of the program.";
        return length > 0 ? "The context has %d bytes, read by aligned accesses. %s".formatted(length, check) : check;
    }

    private void require(boolean allowed, int at, int size, boolean write) {
        if (!allowed) {
            throw refused(at, size, write);
        }
    }

    private Rejection refused(int at, int size, boolean write) {
        ProgramType type = analysis.subject().type();
        String name = type.name().toLowerCase(Locale.ROOT);
        if (plain(type) == 0 && type != ProgramType.TRACING && !ContextTable.knows(type)) {
            return Rejection.because(
                    "contexts of programs of type %s are not known to this verifier yet".formatted(name));
        }
        return Rejection.because(
                "it %s bytes %d to %d of the context, which programs of type %s may not"
                        .formatted(write ? "writes" : "reads", at, at + size - 1, name),
                ContextTable.at(type, place(), at)
                        .map(field -> "The field there, %s, has %d bytes from %d%s."
                                .formatted(
                                        field.name(),
                                        field.size(),
                                        field.offset(),
                                        write && !field.writable() ? ", and cannot be written" : ""))
                        .orElseGet(() -> nothingThere(type, write)));
    }
}
