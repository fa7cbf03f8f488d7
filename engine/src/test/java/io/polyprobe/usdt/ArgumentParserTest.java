package io.polyprobe.usdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.usdt.Argument.Operand;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArgumentParserTest {
    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("-4@%edi", "int32_t", new Operand.Register("di")),
                Arguments.of("1@%r13b", "uint8_t", new Operand.Register("r13")),
                Arguments.of("4@$-1", "uint32_t", new Operand.Constant(-1)),
                Arguments.of("8@$0x10", "uint64_t", new Operand.Constant(16)),
                Arguments.of("8@-8(%rbp)", "uint64_t", memory(-8, null, "bp", null, 1)),
                Arguments.of("8@(%rax)", "uint64_t", memory(0, null, "ax", null, 1)),
                Arguments.of("-2@8(%rax,%rbx,4)", "int16_t", memory(8, null, "ax", "bx", 4)),
                Arguments.of("8@(%rax,%rbx)", "uint64_t", memory(0, null, "ax", "bx", 1)),
                Arguments.of("4@counter(%rip)", "uint32_t", memory(0, "counter", "ip", null, 1)),
                Arguments.of("4@counter+8(%rip)", "uint32_t", memory(8, "counter", "ip", null, 1)),
                Arguments.of("4@-4+counter(%rip)", "uint32_t", memory(-4, "counter", "ip", null, 1)),
                Arguments.of("%rax", "uint64_t", new Operand.Register("ax")),
                Arguments.of("-4@x0", "int32_t", new Operand.Register("regs[0]")),
                Arguments.of("8@[sp, 16]", "uint64_t", memory(16, null, "sp", null, 1)),
                Arguments.of("8@[x1]", "uint64_t", memory(0, null, "regs[1]", null, 1)),
                Arguments.of("8f@%xmm0", "uint64_t", new Operand.Unknown()),
                Arguments.of("8@16(%rip)", "uint64_t", new Operand.Unknown()),
                Arguments.of("8@$99999999999999999999", "uint64_t", new Operand.Unknown()));
    }

    private static Operand memory(
            long displacement, @Nullable String symbol, String base, @Nullable String index, int scale) {
        return new Operand.Memory(displacement, symbol, base, index, scale);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void eachFormIsRead(String text, String type, Operand operand) {
        var argument = ArgumentParser.parse(text).getFirst();
        assertThat(argument.type()).isEqualTo(type);
        assertThat(argument.operand()).isEqualTo(operand);
        assertThat(argument.text()).isEqualTo(text);
    }

    @Test
    void argumentsAreSeparatedBySpacesThatAreNotWithinThem() {
        assertThat(ArgumentParser.parse(" 8@[sp, 16] -4@w1  8@%rax"))
                .extracting(Argument::text)
                .containsExactly("8@[sp, 16]", "-4@w1", "8@%rax");
        assertThat(ArgumentParser.parse("")).isEmpty();
    }
}
