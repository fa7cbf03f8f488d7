package io.polyprobe.verifier;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.prototype.Argument;
import io.polyprobe.prototype.Argument.Modifier;
import io.polyprobe.prototype.Kind;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Slot;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import java.util.List;

/** Whether registers hold what a helper takes. */
final class ArgumentRules {
    private final Analysis analysis;
    private final StackRules stack;
    private final HelperMemory memory;
    private final DynptrRules dynptrs;
    private final Unwritten unwritten;

    ArgumentRules(Analysis analysis, StackRules stack, HelperMemory memory) {
        this.analysis = analysis;
        this.stack = stack;
        this.memory = memory;
        this.dynptrs = new DynptrRules(analysis, stack);
        this.unwritten = new Unwritten(analysis, stack);
    }

    void check(State state, HelperCall call) {
        List<Argument> arguments = call.helper.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            check(state, call, i + 1, arguments.get(i));
        }
    }

    private void check(State state, HelperCall call, int register, Argument argument) {
        Value value = Analysis.read(state, register);
        if (isNull(value) && argument.nullable() && argument.kind() != Kind.SIZE) {
            ((Quantity) value).requirePrecise();
            return;
        }
        boolean numeric = switch (argument.kind()) {
            case ANY, SIZE, ALLOCATION_SIZE -> true;
            default -> false;
        };
        if (!numeric && value instanceof Pointer pointer && pointer.nullable()) {
            boolean allowed = argument.nullable();
            if (!allowed) {
                throw refused(call, register, "may be null (%s)".formatted(pointer), AluRules.nullHint(register));
            }
        }
        switch (argument.kind()) {
            case ANY -> {} // whatever it is
            case SIZE -> size(state, call, register, argument, number(call, register, value));
            case ALLOCATION_SIZE -> allocation(call, register, number(call, register, value));
            case MEMORY -> {
                // How much there must be is told by the next argument.
                if (!isNull(value)) {
                    pointer(call, register, value, "memory");
                }
            }
            default -> place(state, call, register, argument, pointer(call, register, value, text(argument)));
        }
    }

    private void place(State state, HelperCall call, int register, Argument argument, Pointer pointer) {
        Pointer there = pointer.nullable() ? pointer.present(pointer.id()) : pointer;
        boolean reads = !argument.modifiers().contains(Modifier.UNINIT);
        boolean writes = argument.isWritten();
        switch (argument.kind()) {
            case MAP -> map(call, register, there);
            case KEY -> {
                requireMemory(call, register, there);
                key(state, call, there);
                MapSpec map = call.map();
                unwritten.look(state, call, register, there, map.keySize(), map.keyType());
                memory.check(state, register, there, map.keySize(), true, false);
            }
            case VALUE -> {
                requireMemory(call, register, there);
                MapSpec map = call.map();
                if (reads) {
                    unwritten.look(state, call, register, there, map.valueSize(), map.valueType());
                }
                memory.check(state, register, there, map.valueSize(), reads, writes);
            }
            case FIXED_MEMORY -> {
                requireMemory(call, register, there);
                memory.check(state, register, there, argument.size(), reads, writes);
            }
            case STRING -> string(call, register, there);
            case FUNCTION -> {
                if (!(there.base() instanceof Base.Function function)) {
                    throw refused(call, register, "is %s, not a function of the program".formatted(there));
                }
                call.callback = function;
            }
            case SPIN_LOCK -> field(call, register, there, MapFields.Kind.SPIN_LOCK);
            case TIMER -> field(call, register, there, MapFields.Kind.TIMER);
            case DYNPTR -> dynptrs.argument(state, call, register, argument, there);
            case STACK -> require(call, register, there.base() instanceof Base.Stack, there, "a place on the stack");
            default -> object(call, register, argument, there);
        }
    }

    /** Pointers that cannot be moved. */
    private void object(HelperCall call, int register, Argument argument, Pointer pointer) {
        Base base = pointer.base();
        boolean right = switch (argument.kind()) {
            case CONTEXT -> base == Base.Kind.CONTEXT;
            case RING_BUFFER_MEMORY -> base instanceof Base.Memory m && m.record();
            case SOCKET -> base == Base.Kind.SOCKET;
            case SOCK_COMMON -> isSocket(base);
            case BTF_SOCK_COMMON ->
                isSocket(base) || (base instanceof Base.Kernel kernel && isKernel(kernel, "sock_common"));
            case BTF -> base instanceof Base.Kernel kernel && isKernel(kernel, argument.structure());
            default ->
                throw Rejection.because("%s takes %s, which this verifier does not know yet"
                        .formatted(call.helper.name(), text(argument)));
        };
        require(call, register, right, pointer, text(argument));
        if (pointer.offset() != 0 || !pointer.variable().isConstant(0)) {
            throw refused(call, register, "points into %s, not to its start".formatted(base));
        }
        boolean releases = argument.modifiers().contains(Modifier.RELEASE);
        if (releases && pointer.reference() == 0) {
            throw refused(
                    call, register, "is %s, which the program does not hold and cannot give back".formatted(base));
        }
        if (releases) {
            call.released = pointer.reference();
        } else {
            call.passed = Math.max(call.passed, pointer.reference());
        }
    }

    private boolean isKernel(Base.Kernel kernel, String structure) {
        var types = analysis.subject().kernel();
        return types != null && KernelRules.is(types, kernel, structure);
    }

    private static boolean isSocket(Base base) {
        return base == Base.Kind.SOCKET
                || base == Base.Kind.SOCK_COMMON
                || base == Base.Kind.TCP_SOCK
                || base == Base.Kind.XDP_SOCK;
    }

    private static void map(HelperCall call, int register, Pointer pointer) {
        if (!(pointer.base() instanceof Base.Map map)) {
            throw refused(call, register, "is %s, not a map".formatted(pointer));
        }
        MapHelpers.require(call.helper, map.map());
        call.map = map;
    }

    /** A key that is known tells whether an array has it. */
    private void key(State state, HelperCall call, Pointer pointer) {
        Slot slot = pointer.base() instanceof Base.Stack && call.map().keySize() == Integer.BYTES
                ? stack.slot(state, pointer)
                : null;
        if (slot != null) {
            if (slot.spilled() instanceof Quantity quantity
                    && slot.spilledBytes() >= Integer.BYTES
                    && quantity.scalar().cut(32).isConstant()) {
                quantity.requirePrecise();
                call.key = quantity.scalar().cut(32).value();
            } else if (slot.isZero(0) && slot.isZero(1) && slot.isZero(2) && slot.isZero(3)) {
                call.key = 0;
            }
        }
    }

    /** The registers of memory: everything but objects. */
    private static void requireMemory(HelperCall call, int register, Pointer pointer) {
        boolean inPacket = pointer.isPacket();
        if (inPacket && !call.helper.is(io.polyprobe.prototype.Prototype.Trait.PACKET)) {
            throw refused(
                    call,
                    register,
                    "points into the packet, which this helper cannot read",
                    "Copy what you need to the stack.");
        }
    }

    private void size(State state, HelperCall call, int register, Argument argument, Quantity size) {
        Scalar scalar = size.scalar();
        int owner = register - 1;
        if (scalar.wide().smin() < 0) {
            throw refused(
                    call,
                    register,
                    "is a size that may be negative (%s)".formatted(scalar),
                    "Make it unsigned and test it: if (size > LIMIT) size = LIMIT;");
        }
        if (scalar.wide().umin() == 0 && !argument.nullable()) {
            throw refused(
                    call, register, "is a size that may be 0 (%s)".formatted(scalar), "Test it: if (!size) return 0;");
        }
        if (scalar.wide().umax() >= AluRules.FARTHEST) {
            throw refused(
                    call,
                    register,
                    "is a size without upper bound (%s)".formatted(scalar),
                    "Test it: if (size > LIMIT) size = LIMIT; or cut it: size &= LIMIT - 1.");
        }
        size.requirePrecise();
        call.size = scalar;
        Value value = Analysis.read(state, owner);
        if (isNull(value)) {
            if (scalar.wide().umax() != 0) {
                throw refused(call, owner, "is null, where r%d says there are bytes (%s)".formatted(register, scalar));
            }
            return;
        }
        Argument memoryArgument = call.helper.arguments().get(owner - 1);
        Pointer pointer = pointer(call, owner, value, "memory");
        requireMemory(call, owner, pointer);
        boolean uninitialised = memoryArgument.modifiers().contains(Modifier.UNINIT);
        if (!uninitialised && scalar.isConstant()) {
            unwritten.look(state, call, owner, pointer, (int) scalar.value(), 0);
        }
        memory.check(
                state,
                owner,
                pointer,
                scalar.wide().umax(),
                !uninitialised || !scalar.isConstant(),
                memoryArgument.isWritten());
    }

    private static void allocation(HelperCall call, int register, Quantity size) {
        if (!size.scalar().isConstant()) {
            throw refused(
                    call,
                    register,
                    "is a size that is not constant (%s)".formatted(size),
                    "Reserve the largest size, or use bpf_ringbuf_output() for records of any.");
        }
        size.requirePrecise();
        if (size.scalar().value() < 0 || size.scalar().value() >= AluRules.FARTHEST) {
            throw refused(call, register, "is a size out of all bounds (%s)".formatted(size));
        }
        call.allocation = size.scalar().value();
    }

    private static void string(HelperCall call, int register, Pointer pointer) {
        boolean constant = pointer.base() instanceof Base.MapValue value
                && (value.map().flags() & MapSpec.RDONLY_PROG) != 0
                && pointer.isFixed();
        require(call, register, constant, pointer, "a constant string (static const char …[])");
        byte[] contents = ((Base.MapValue) pointer.base()).map().contents();
        if (contents == null) {
            throw refused(call, register, "is not a string of the object's constants");
        }
        long at = pointer.place();
        while (at >= 0 && at < contents.length && contents[(int) at] != 0) {
            at++;
        }
        if (at < 0 || at >= contents.length) {
            throw refused(call, register, "is a string without an end");
        }
    }

    private void field(HelperCall call, int register, Pointer pointer, MapFields.Kind kind) {
        if (!(pointer.base() instanceof Base.MapValue value)) {
            throw refused(call, register, "is %s; the field has to be in a map's value".formatted(pointer));
        }
        var field = analysis.fields(value.map()).of(kind);
        boolean there = field.isPresent()
                && pointer.isFixed()
                && pointer.place() == field.get().offset();
        if (!there) {
            throw refused(
                    call,
                    register,
                    "does not point to the field of '%s' that it takes"
                            .formatted(value.map().name()));
        }
        call.field = pointer;
    }

    private static Quantity number(HelperCall call, int register, Value value) {
        if (value instanceof Quantity quantity) {
            return quantity;
        }
        throw refused(call, register, "is %s, not a number".formatted(value));
    }

    private static Pointer pointer(HelperCall call, int register, Value value, String wanted) {
        if (value instanceof Pointer pointer) {
            return pointer;
        }
        throw refused(
                call,
                register,
                "is a number (%s), not %s".formatted(value, wanted),
                "What lies at an address of the kernel or of a process is copied to the stack first, by"
                        + " bpf_probe_read_kernel() or bpf_probe_read_user().");
    }

    private static boolean isNull(Value value) {
        return value instanceof Quantity quantity && quantity.scalar().isConstant(0);
    }

    private static void require(HelperCall call, int register, boolean right, Pointer pointer, String wanted) {
        if (!right) {
            throw refused(call, register, "is %s, not %s".formatted(pointer, wanted));
        }
    }

    static Rejection refused(HelperCall call, int register, String reason, String... hints) {
        return Rejection.because("r%d, given to %s, %s".formatted(register, call.helper.name(), reason), hints);
    }

    private static String text(Argument argument) {
        return switch (argument.kind()) {
            case MAP -> "a map";
            case KEY -> "a key";
            case VALUE -> "a value";
            case CONTEXT -> "the program's context";
            case FUNCTION -> "a function of the program";
            case STRING -> "a constant string";
            case SPIN_LOCK -> "a spin lock in a map's value";
            case TIMER -> "a timer in a map's value";
            case DYNPTR -> "a dynptr on the stack";
            case RING_BUFFER_MEMORY -> "a record reserved in a ring buffer";
            case SOCKET, SOCK_COMMON, BTF_SOCK_COMMON -> "a socket";
            case BTF -> argument.structure().isEmpty() ? "an object of the kernel" : "a struct " + argument.structure();
            default -> "memory";
        };
    }

    /** Whether a lookup by a known key always finds something. */
    static boolean alwaysFound(HelperCall call) {
        boolean array = call.map().type() == MapType.ARRAY || call.map().type() == MapType.PERCPU_ARRAY;
        return array
                && call.key >= 0
                && call.key < Integer.toUnsignedLong(call.map().maxEntries());
    }
}
