package io.polyprobe.vm.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polyprobe.diag.FaultException;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.Machine;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that make more than one method. */
class LongProgramTest {
    /** What HotSpot compiles at most, {@code HugeMethodLimit}. */
    private static final int MOST_BYTES = 8_000;

    private static final int BUDGET = 1_000_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachMethodIsShortEnoughToBeCompiled(boolean checks) {
        try (var machine = machine(Compiler.NONE, checks)) {
            byte[] bytes = new ProgramWriter(machine.code("long", program(3_000))).write();
            var lengths = ClassFile.of().parse(bytes).methods().stream()
                    .map(method -> method.code().orElseThrow())
                    .map(code -> ((CodeAttribute) code).codeLength())
                    .toList();
            assertThat(lengths).hasSizeGreaterThan(5).allMatch(length -> length < MOST_BYTES);
            assertThat(lengths.stream().filter(length -> length > MOST_BYTES / 3))
                    .hasSizeGreaterThan(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jumpsLeadFromPartToPart(boolean checks) {
        String program = """
                        r6 = 3
                        goto last
                first:  r7 += 1000
                %s
                middle: r7 += 5
                        r6 += -1
                        if r6 == 0 goto out
                %s
                last:   r7 = r6
                        if r6 == 2 goto middle
                        goto first
                out:    r0 = r7
                        r0 += r8
                        exit
                """.formatted(program(1_500), program(1_500)).replaceFirst("r6 = 3", "r6 = 3\nr8 = 0\nr7 = 0");
        try (var interpreter = new Machine(BUDGET, Compiler.NONE);
                var jit = machine(new Jit(0), checks)) {
            assertThat(jit.run(program, 0)).isEqualTo(interpreter.run(program, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2_990, 4_000})
    void aFaultInALaterPartIsToldAsAnyOther(int length) {
        String program = program(length) + "r1 = 16\nr0 = *(u8 *)(r1 + 0)\nexit";
        Code code = new Machine(1, Compiler.NONE).code("long", program);
        assertThat(context(code, new Jit(0))).isEqualTo(context(code, Compiler.NONE));
    }

    private static Machine machine(Compiler compiler, boolean checks) {
        var machine = new Machine(BUDGET, compiler);
        return checks ? machine : machine.vouching();
    }

    private static List<String> context(Code code, Compiler compiler) {
        try (var machine = new Machine(BUDGET, compiler)) {
            var fault = catchThrowableOfType(FaultException.class, () -> machine.run(code, 0));
            return fault.diagnostics().getFirst().context().stream()
                    .map(line -> line.replaceAll("r10=.*", "r10"))
                    .toList();
        }
    }

    /** About so many instructions of all kinds, whose result is in r8. */
    private static String program(int length) {
        var text = new StringBuilder("r8 += r6\nr9 = 3\nr5 = 7\n*(u64 *)(r10 - 8) = r5\n");
        for (int i = 0; i < length / 10; i++) {
            text.append("""
                    r8 += r9
                    r9 ^= r8
                    w5 *= 31
                    r5 += %1$d
                    *(u64 *)(r10 - %2$d) = r5
                    r4 = *(u32 *)(r10 - 8)
                    r8 += r4
                    if w8 s> w9 goto +1
                    r8 >>= 1
                    lock *(u64 *)(r10 - 8) += r9
                    """.formatted(i, 8 * (1 + i % 60)));
        }
        return text.toString();
    }
}
