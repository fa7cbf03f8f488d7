package io.polyprobe.btf;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.Approved;
import io.polyprobe.TestClang;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CPrinterTest {
    private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");

    private static final String[] LENIENT = {"-Wno-all", "-fms-extensions"};

    /** This machine's kernel, or where it has no BTF the types of the C beside this class. */
    private static Btf kernel() throws IOException {
        return Files.exists(KERNEL) ? Btf.parse(Files.readAllBytes(KERNEL)) : layouts();
    }

    private static Btf layouts() {
        return TestClang.types(layoutsInC(), LENIENT);
    }

    private static String layoutsInC() {
        return new String(Approved.bytes(CPrinterTest.class, "layouts.c"), StandardCharsets.UTF_8);
    }

    @Test
    void onlyWhatIsNeededIsPrinted() {
        Approved.matches(
                CPrinterTest.class, "layouts.h", CPrinter.print(layouts(), Set.of("outer", "followed", "GREEN")));
    }

    @Test
    void namesOfTheTextItselfAreLeftToIt() {
        String c = CPrinter.print(layouts(), Set.of("outer"), Set.of("inner", "GREEN", "number"));
        Btf compiled = compile(c + "struct inner { int mine; }; typedef char number; enum { GREEN };", Set.of("outer"));
        assertThat(compiled.sizeOf(compiled.id(BtfType.Struct.class, "outer").orElseThrow()))
                .isEqualTo(layouts()
                        .sizeOf(layouts().id(BtfType.Struct.class, "outer").orElseThrow()));
        assertThat(c).contains("struct inner___2 {");
    }

    @Test
    void clangLaysOutWhatIsPrintedAsItDidTheOriginal() {
        var names = Set.of("outer", "inner", "tight", "bits", "tightbits", "line");
        var compiled = compile(CPrinter.printRelocatable(layouts(), names, Set.of()), names);
        assertThat(differences(layouts(), compiled, names)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "task_struct pt_regs warn_args va_list",
                "sk_buff sock tcp_sock sk dev",
                "file dentry inode f_path d_name d_inode i_sb",
                "request bio rq_disk bi_bdev",
                "task_struct mm pgd mm_struct TASK_COMM_LEN BPF_MAP_TYPE_HASH u64 pid_t size_t",
                "bpf_prog xdp_md __sk_buff bpf_sock_ops"
            })
    void clangLaysOutWhatIsPrintedAsTheKernelDoes(String identifiers) throws IOException {
        var names = Set.of(identifiers.split(" "));
        var btf = kernel();
        var compiled = compile(CPrinter.printRelocatable(btf, names, Set.of()), structs(btf, names));
        assertThat(differences(btf, compiled, structs(btf, names))).isEmpty();
    }

    @Test
    void clangLaysOutAnyStructOfTheKernelAsTheKernelDoes() throws IOException {
        var btf = kernel();
        var names = new HashSet<String>();
        // All of them take clang a minute and a half; what these hold by value is among them.
        for (int id = 1; id < btf.size(); id += 23) {
            if (btf.type(id) instanceof BtfType.Struct || btf.type(id) instanceof BtfType.Union) {
                names.add(btf.type(id).name());
            }
        }
        names.remove("");
        var compiled = compile(CPrinter.print(btf, names), names);
        assertThat(differences(btf, compiled, names)).isEmpty();
    }

    private static Set<String> structs(Btf btf, Set<String> names) {
        var structs = new TreeSet<String>();
        for (String name : names) {
            if (btf.id(BtfType.Struct.class, name).isPresent()) {
                structs.add(name);
            }
        }
        return structs;
    }

    /** Compiles the text with a variable of each type, so that clang records its layout. */
    private static Btf compile(String c, Set<String> names) {
        var text = new StringBuilder(c);
        var forwards =
                Set.copyOf(c.lines().filter(line -> line.startsWith("union ")).toList());
        int i = 0;
        for (String name : names) {
            String keyword = forwards.contains("union " + name + ";") ? "union " : "struct ";
            text.append(keyword).append(name).append(" use").append(i++).append(";\n");
        }
        return TestClang.types(text.toString(), LENIENT);
    }

    private static Set<String> differences(Btf wanted, Btf compiled, Set<String> names) {
        var differences = new TreeSet<String>();
        for (String name : names) {
            compare(wanted, compiled, BtfType.Struct.class, name, differences);
        }
        return differences;
    }

    private static void compare(
            Btf wanted, Btf compiled, Class<? extends BtfType> kind, String name, Set<String> differences) {
        var want = wanted.id(kind, name);
        var have = compiled.id(kind, name);
        if (want.isEmpty() || wanted.id(BtfType.Union.class, name).isPresent()) {
            return;
        }
        if (have.isEmpty()) {
            differences.add(name + " is missing");
            return;
        }
        if (wanted.sizeOf(want.getAsInt()) != compiled.sizeOf(have.getAsInt())) {
            differences.add("%s has %d bytes, not %d"
                    .formatted(name, compiled.sizeOf(have.getAsInt()), wanted.sizeOf(want.getAsInt())));
        }
        fields(wanted, wanted.type(want.getAsInt()), "").forEach(path -> {
            var a = wanted.field(want.getAsInt(), path);
            var b = compiled.field(have.getAsInt(), path);
            if (a.isPresent()
                    && (b.isEmpty()
                            || a.get().bitOffset() != b.get().bitOffset()
                            || a.get().bitSize() != b.get().bitSize())) {
                differences.add(name + "." + path + " " + a + " " + b);
            }
        });
    }

    private static List<String> fields(Btf btf, BtfType type, String prefix) {
        return Layout.members(type).stream()
                .flatMap(m -> m.name().isEmpty()
                        ? fields(btf, btf.type(btf.resolve(m.type())), prefix).stream()
                        : Stream.of(prefix + m.name()))
                .toList();
    }
}
