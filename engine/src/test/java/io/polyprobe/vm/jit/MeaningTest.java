package io.polyprobe.vm.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.ByteSwap;
import io.polyprobe.isa.Condition;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What javac has made of each meaning can be spliced into other methods, and still means it. */
class MeaningTest {
    private static final long[] NUMBERS = {0, 1, -1, 7, 63, 0x8000_0000L, Long.MIN_VALUE, Long.MAX_VALUE};
    private static final MethodTypeDesc TYPE =
            MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_long);

    @ParameterizedTest
    @EnumSource
    void arithmetic(AluOp op) throws Throwable {
        MethodHandle spliced = method(code -> {
            Meaning.of(op, "(JJ)J").apply(code, first -> first.lload(0), second -> second.lload(2));
            code.lreturn();
        });
        for (long a : NUMBERS) {
            for (long b : NUMBERS) {
                assertThat((long) spliced.invokeExact(a, b)).isEqualTo(op.apply(a, b));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void conditions(Condition condition) throws Throwable {
        MethodHandle spliced = method(code -> {
            var taken = code.newLabel();
            Meaning.of(condition, "(JJ)Z").jump(code, taken, first -> first.lload(0), second -> second.lload(2));
            code.lconst_0().lreturn();
            code.labelBinding(taken);
            code.lconst_1().lreturn();
        });
        for (long a : NUMBERS) {
            for (long b : NUMBERS) {
                assertThat((long) spliced.invokeExact(a, b) == 1).isEqualTo(condition.holds(a, b));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void swaps(ByteSwap swap) throws Throwable {
        for (int bits : new int[] {16, 32, 64}) {
            MethodHandle spliced = method(code -> {
                Meaning.of(swap, "(JI)J").apply(code, value -> value.lload(0), width -> width.loadConstant(bits));
                code.lreturn();
            });
            assertThat((long) spliced.invokeExact(0x0123_4567_89ab_cdefL, 0L))
                    .isEqualTo(swap.apply(0x0123_4567_89ab_cdefL, bits));
        }
    }

    @Test
    void anAdditionIsOneInstructionAndAComparisonJumpsByItself() {
        assertThat(instructions(code -> {
                    Meaning.of(AluOp.ADD, "(JJ)J").apply(code, first -> first.lload(0), second -> second.lload(2));
                    code.lreturn();
                }))
                .filteredOn(OperatorInstruction.class::isInstance)
                .hasSize(1);
        assertThat(instructions(code -> {
                    var taken = code.newLabel();
                    Meaning.of(Condition.EQ, "(JJ)Z")
                            .jump(code, taken, first -> first.lload(0), second -> second.lload(2));
                    code.lconst_0().lreturn();
                    code.labelBinding(taken);
                    code.lconst_1().lreturn();
                }))
                .filteredOn(element -> element instanceof BranchInstruction jump && jump.opcode() == Opcode.IFEQ)
                .isEmpty();
    }

    private static MethodHandle method(Consumer<CodeBuilder> body) throws ReflectiveOperationException {
        var lookup = MethodHandles.lookup().defineHiddenClass(build(body), true);
        return lookup.findStatic(
                lookup.lookupClass(), "f", java.lang.invoke.MethodType.methodType(long.class, long.class, long.class));
    }

    private static List<CodeElement> instructions(Consumer<CodeBuilder> body) {
        return ClassFile.of()
                .parse(build(body))
                .methods()
                .getFirst()
                .code()
                .orElseThrow()
                .elementList();
    }

    private static byte[] build(Consumer<CodeBuilder> body) {
        var name = ClassDesc.of(MeaningTest.class.getPackageName(), "Spliced");
        return ClassFile.of().build(name, out -> out.withMethodBody("f", TYPE, ClassFile.ACC_STATIC, body));
    }
}
