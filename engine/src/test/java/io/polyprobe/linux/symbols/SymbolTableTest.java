package io.polyprobe.linux.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.target.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
    private static final SymbolTable TABLE = PerfMap.parse("""
            1000 20 outer
            1008 4 inner of outer
            2000 10 LFoo;::bar
            0x3000 0x10 prefixed
            fffffffffffff000 10 last
            4000 0 empty
            5000 nonsense
            """.getBytes(StandardCharsets.UTF_8));

    private static String at(long address) {
        return TABLE.at(address, "m")
                .map(symbol -> symbol.name() + "+" + symbol.offset())
                .orElse("nothing");
    }

    @Test
    void aFunctionReachesAsFarAsItsSize() {
        assertThat(at(0x2000)).isEqualTo("LFoo;::bar+0");
        assertThat(at(0x200f)).isEqualTo("LFoo;::bar+15");
        assertThat(at(0x2010)).isEqualTo("nothing");
        assertThat(at(0xfff)).isEqualTo("nothing");
    }

    @Test
    void functionsLieInEachOther() {
        assertThat(at(0x1004)).isEqualTo("outer+4");
        assertThat(at(0x1009)).isEqualTo("inner of outer+1");
        assertThat(at(0x101f)).isEqualTo("outer+31");
    }

    @Test
    void addressesAreUnsigned() {
        assertThat(at(0xffff_ffff_ffff_f001L)).isEqualTo("last+1");
    }

    @Test
    void numbersMayHaveAPrefixAndBadLinesAreLeftOut() {
        assertThat(at(0x3001)).isEqualTo("prefixed+1");
        assertThat(at(0x4000)).isEqualTo("nothing");
        assertThat(at(0x5000)).isEqualTo("nothing");
    }

    @Test
    void aTableWithoutFunctionsKnowsNothing() {
        assertThat(new SymbolTable.Builder().build().at(1, "m")).isEqualTo(Optional.<Symbol>empty());
    }
}
