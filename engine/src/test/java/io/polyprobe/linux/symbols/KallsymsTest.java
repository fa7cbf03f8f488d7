package io.polyprobe.linux.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KallsymsTest {
    private static Kallsyms symbols(String text) {
        return Kallsyms.parse(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aLineHasAnAddressATypeANameAndPerhapsAModule() {
        var symbols = symbols("""
                ffffffff81000000 T _text
                ffffffff82000000 D jiffies
                ffffffffc0000010 t ext4_read\t[ext4]
                """);
        assertThat(symbols.count()).isEqualTo(3);
        assertThat(symbols.address(2)).isEqualTo(0xffff_ffff_c000_0010L);
        assertThat(symbols.name(2)).isEqualTo("ext4_read");
        assertThat(symbols.module(0)).isEqualTo("kernel");
        assertThat(symbols.module(2)).isEqualTo("ext4");
        assertThat(symbols.isData(1)).isTrue();
        assertThat(symbols.isFunction(1)).isFalse();
        assertThat(symbols.isFunction(2)).isTrue();
    }

    @Test
    void functionsOfTheStartAndOfInterruptsAreNotProbed() {
        assertThat(symbols("""
                ffffffff81000000 T _text
                ffffffff81000010 T __irqentry_text_start
                ffffffff81000010 T asm_exc_debug
                ffffffff81000020 T __irqentry_text_end
                ffffffff81000030 T vfs_read
                ffffffff82000000 D jiffies
                ffffffff82000000 T __init_begin
                ffffffff82000010 T start_kernel
                ffffffff82000020 T __init_end
                ffffffff82000020 W weak
                ffffffffc0000010 t ext4_read\t[ext4]
                """).outsideOfSections())
                .containsExactlyInAnyOrder("_text", "vfs_read", "weak", "ext4_read");
    }

    @Test
    void aSectionWithoutAnEndReachesToTheModules() {
        assertThat(symbols("""
                ffffffff82000000 T __init_begin
                ffffffff82000010 T start_kernel
                ffffffffc0000010 t ext4_read\t[ext4]
                """).outsideOfSections()).containsExactly("ext4_read");
    }

    @Test
    void anEmptySectionMayEndBeforeItBegins() {
        assertThat(symbols("""
                ffffffff81000010 T __irqentry_text_end
                ffffffff81000010 T __irqentry_text_start
                ffffffff81000010 T vfs_read
                """).outsideOfSections()).contains("vfs_read");
    }

    @Test
    void theLastLineMayHaveNoEnd() {
        var symbols = symbols("ffffffff81000000 T last");
        assertThat(symbols.name(0)).isEqualTo("last");
        assertThat(symbols.module(0)).isEqualTo("kernel");
    }
}
