package io.polyprobe.dialect;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.btf.CPrinter;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.Types;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The one header of a compilation: the engine's declarations around the types that a text names. */
final class Header {
    private static final String RAW_TRACEPOINT = "bpf_raw_tracepoint_args";

    private static final String DENTRY_NAME = "DNAME_INLINE_LEN";

    /** Types that the engine's own macros need. */
    private static final List<String> ALWAYS = List.of("pt_regs", RAW_TRACEPOINT);

    /** Types that macros of the engine's lead to. */
    private static final Map<String, String> BEHIND_MACROS = Map.of(
            "tcp_sk",
            "tcp_sock",
            "udp_sk",
            "udp_sock",
            "inet_sk",
            "inet_sock",
            "inet_csk",
            "inet_connection_sock",
            DENTRY_NAME,
            "dentry");

    private Header() {}

    /**
     * Prints it.
     *
     * @param redefined names that the text defines itself, though the kernel has them too; the kernel's are renamed
     */
    static String print(Types types, Includes includes, Set<String> redefined) {
        var tracepoints = new ArrayList<TracepointFormat>();
        for (var name : TracepointStruct.named(includes.tokens())) {
            types.tracepoint(name.category(), name.event()).ifPresent(tracepoints::add);
        }
        var names = new LinkedHashSet<>(includes.names());
        names.addAll(ALWAYS);
        names.addAll(iterators(includes.tokens()));
        tracepoints.forEach(format -> names.addAll(TracepointStruct.types(format)));
        BEHIND_MACROS.forEach((macro, type) -> {
            if (names.contains(macro)) {
                names.add(type);
            }
        });

        var out = new StringBuilder(architecture(types.btf())).append(Resource.BASE.text());
        out.append(declarations(types.btf(), names, redefined));
        tracepoints.forEach(format -> out.append(TracepointStruct.print(format)));
        out.append("#define BPF_HELPER(number, result, name, parameters) "
                + "static result (*const bpf_##name) parameters = (void *)number;\n");
        out.append("#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))\n");
        if (names.contains(DENTRY_NAME)) {
            out.append("#define %s sizeof(((struct dentry *)0)->%s)\n".formatted(DENTRY_NAME, shortName(types.btf())));
        }
        out.append("#define LINUX_VERSION_CODE %d\n".formatted(types.kernelVersion()));
        out.append("#define bpf_num_cpus() %d\n".formatted(types.onlineCpus()));
        return out.append(Resource.HELPERS.text())
                .append(Resource.MACROS.text())
                .append(Resource.MAPS.text())
                .append(Resource.PROBES.text())
                .toString();
    }

    /** Contexts of programs by {@code BPF_ITER(target)}, whose names the macro puts together. */
    private static Set<String> iterators(List<Token> tokens) {
        var names = new LinkedHashSet<String>();
        for (int i = 0; i + 2 < tokens.size(); i++) {
            if (tokens.get(i).is("BPF_ITER") && tokens.get(i + 1).is("(")) {
                names.add("bpf_iter__" + tokens.get(i + 2).text());
            }
        }
        return names;
    }

    /** Which registers there are, said by the names that compilers and libbpf give architectures. */
    private static String architecture(Btf btf) {
        boolean arm = btf.id(BtfType.Struct.class, "user_pt_regs").isPresent();
        return arm
                ? "#define __TARGET_ARCH_arm64\n#define __aarch64__ 1\n"
                : "#define __TARGET_ARCH_x86\n#define __x86_64__ 1\n";
    }

    /** The field that holds a short file name: another since Linux 6.15. */
    private static String shortName(Btf btf) {
        var dentry = btf.id(BtfType.Struct.class, "dentry");
        return dentry.isPresent() && btf.field(dentry.getAsInt(), "d_iname").isPresent()
                ? "d_iname"
                : "d_shortname.string";
    }

    private static String declarations(Btf btf, Set<String> names, Set<String> redefined) {
        var printed = CPrinter.print(btf, names, redefined);
        return btf.id(BtfType.Struct.class, RAW_TRACEPOINT).isPresent()
                ? printed
                : printed + "struct " + RAW_TRACEPOINT + " {\n    u64 args[0];\n};\n";
    }
}
