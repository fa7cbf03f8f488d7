package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SymbolsTest {
    private final Symbols symbols = new Symbols(FakeSymbolizer::new, new Border());

    @Test
    void a_kernel_function_has_its_name_and_if_wanted_its_offset_and_module() {
        long address = 0xffff_ffff_8100_001aL;
        assertThat(symbols.name(address, -1, false, false, false)).isEqualTo("vfs_read");
        assertThat(symbols.name(address, -1, false, true, false)).isEqualTo("vfs_read+0x1a");
        assertThat(symbols.name(address, -2, true, false, true)).isEqualTo("vfs_read [kernel]");
        assertThat(symbols.name(address - 0x1a, -1, true, true, false)).isEqualTo("vfs_read+0x0 [kernel]");
        assertThat(symbols.name(0, -1, true, true, false)).isEqualTo("[unknown]");
    }

    @Test
    void a_function_of_a_process_is_demangled_if_wanted() {
        assertThat(symbols.name(0x1010, 1, false, false, true)).isEqualTo("work(int, char const*)");
        assertThat(symbols.name(0x1010, 1, false, false, false)).isEqualTo("_Z4workiPKc");
        assertThat(symbols.name(0x1010, 1, true, true, true)).isEqualTo("work(int, char const*)+0x10 [worker]");
    }

    @Test
    void of_what_has_no_name_the_file_may_be_known() {
        assertThat(symbols.name(0x1100, 1, true, true, true)).isEqualTo("[unknown] [worker]");
        assertThat(symbols.name(0x1100, 1, false, true, true)).isEqualTo("[unknown]");
        assertThat(symbols.name(0xfff, 1, true, true, true)).isEqualTo("[unknown]");
    }

    @Test
    void an_offset_in_a_file_that_was_added_has_a_name() {
        assertThat(symbols.nameInFile("0a".repeat(20), 4, true, true)).isEqualTo("[unknown]");
        symbols.addFile("/usr/lib/libx.so");
        assertThat(symbols.nameInFile("0a".repeat(20), 4, true, true)).isEqualTo("_Z4workiPKc+0x4 [libx.so]");
    }

    @Test
    void kernel_functions_have_addresses() {
        assertThat(symbols.kernelAddress("vfs_read")).isEqualTo(0xffff_ffff_8100_0000L);
        assertThat(symbols.kernelAddress("vfs_raed")).isNull();
    }

    @Test
    void libraries_are_found_as_the_linker_finds_them() {
        assertThat(symbols.library("c")).matches("/.*/libc\\.so\\.6");
        assertThat(symbols.library("no-such-library")).isNull();
        assertThat(symbols.library("./libx.so")).isEqualTo("./libx.so");
    }

    @Test
    void functions_of_files_match_from_their_start() {
        assertThat(symbols.functions("/bin/bash", "xmal+oc$"))
                .isNotEmpty()
                .allSatisfy(function -> assertThat(function.name()).isEqualTo("xmalloc"))
                .allSatisfy(function -> assertThat(function.address()).isPositive());
        assertThat(symbols.functions("/bin/bash", "malloc_in_the_middle|alloc$"))
                .isEmpty();
        assertThatThrownBy(() -> symbols.functions("/no/such/file", "x")).hasMessageContaining("/no/such/file");
        assertThatThrownBy(() -> symbols.functions("/etc/passwd", "x")).hasMessageContaining("no ELF file");
        assertThatThrownBy(() -> symbols.functions("/bin/bash", "(")).hasMessageContaining("regular expression");
    }
}
