package io.polyprobe.vm.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an operation of the instruction set means, in JVM instructions: those that javac made of the operation's case in
 * {@code AluOp.apply}, {@code Condition.holds} and their like. So the meaning that the interpreter calls is the very one
 * that compiled programs consist of, and it is stated once.
 *
 * <p>Such a method is one {@code return switch (this)} of expressions over its parameters. To splice a case into a
 * program, each load of a parameter becomes whatever produces the operand, and what leads to the method's end leads to
 * the splice's. A condition needs no truth value: where its case pushes one, the splice jumps.
 */
final class Meaning {
    /** Pushes an operand; asked as often as the meaning mentions it. */
    @FunctionalInterface
    interface Operand {
        void push(CodeBuilder code);
    }

    private record Key(Enum<?> operation, String descriptor) {}

    private static final Map<Key, Meaning> KNOWN = new ConcurrentHashMap<>();

    private final List<CodeElement> body;
    private final Label end;

    /** By the local variable that holds it in the method. */
    private final Map<Integer, Integer> parameters = new HashMap<>();

    @SuppressWarnings("EnumOrdinal") // which is what javac switches over
    private Meaning(Key key) {
        var reader = new MeaningReader(key.operation().getDeclaringClass(), key.descriptor());
        body = reader.body(key.operation().ordinal());
        end = reader.end();
        int local = 1;
        for (var parameter : MethodTypeDesc.ofDescriptor(key.descriptor()).parameterList()) {
            parameters.put(local, parameters.size());
            local += TypeKind.from(parameter).slotSize();
        }
    }

    /**
     * The meaning of an operation.
     *
     * @param operation a constant of an enum with a method {@code apply} or {@code holds}
     * @param descriptor the method's
     */
    static Meaning of(Enum<?> operation, String descriptor) {
        return KNOWN.computeIfAbsent(new Key(operation, descriptor), Meaning::new);
    }

    /** Leaves the result on the stack. */
    void apply(CodeBuilder code, Operand... operands) {
        splice(code, null, operands);
    }

    /** Jumps where the condition holds. */
    void jump(CodeBuilder code, Label taken, Operand... operands) {
        splice(code, taken, operands);
    }

    private void splice(CodeBuilder code, @Nullable Label taken, Operand[] operands) {
        var labels = new HashMap<Label, Label>();
        Function<Label, Label> ours = theirs -> labels.computeIfAbsent(theirs, _ -> code.newLabel());
        for (CodeElement element : body) {
            switch (element) {
                case LoadInstruction load -> operands[Objects.requireNonNull(parameters.get(load.slot()))].push(code);
                case ConstantInstruction truth
                when taken != null && truth.typeKind() == TypeKind.INT ->
                    code.goto_(truth.constantValue().equals(1) ? taken : ours.apply(end));
                case BranchInstruction jump
                when taken == null || !jump.target().equals(end) ->
                    code.branch(jump.opcode(), ours.apply(jump.target()));
                case BranchInstruction _ -> {} // behind a truth value, which has jumped
                case LabelTarget target -> code.labelBinding(ours.apply(target.label()));
                default -> code.with(element);
            }
        }
        code.labelBinding(ours.apply(end));
    }
}
