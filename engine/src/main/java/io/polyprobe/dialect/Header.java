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
import java.util.TreeMap;

/** The one header of a compilation: the engine's declarations around the types that a text names. */
final class Header {
    private static final String RAW_TRACEPOINT = "bpf_raw_tracepoint_args";

    /** Types that the engine's own macros need. */
    private static final List<String> ALWAYS = List.of("pt_regs", RAW_TRACEPOINT);

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
        var definitions = Definitions.of(includes.names(), redefined, types.btf());
        var names = new LinkedHashSet<>(definitions.names());
        names.addAll(ALWAYS);
        names.addAll(iterators(includes.tokens()));
        tracepoints.forEach(format -> names.addAll(TracepointStruct.types(format)));

        var out = new StringBuilder(architecture(types.btf())).append(Resource.BASE.text());
        out.append(declarations(types.btf(), names, redefined));
        tracepoints.forEach(format -> out.append(TracepointStruct.print(format)));
        out.append("#define BPF_HELPER(number, result, name, parameters) "
                + "static result (*const bpf_##name) parameters = (void *)number;\n");
        out.append("#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))\n");
        out.append("#define LINUX_VERSION_CODE %d\n".formatted(types.kernelVersion()));
        out.append("#define bpf_num_cpus() %d\n".formatted(types.onlineCpus()));
        options(types, names).forEach((name, value) -> out.append("#define %s %s\n".formatted(name, value)));
        return out.append(Resource.HELPERS.text())
                .append(Resource.MACROS.text())
                .append(definitions.print())
                .append(Resource.MAPS.text())
                .append(Resource.PROBES.text())
                .append(Resource.PACKETS.text())
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

    /**
     * The options of the kernel's configuration that are named, as the kernel's own build defines them: a module's by the
     * suffix {@code _MODULE}.
     */
    static Map<String, String> options(Types types, Set<String> names) {
        var options = new TreeMap<String, String>();
        var named = names.stream().filter(name -> name.startsWith("CONFIG_")).toList();
        if (!named.isEmpty()) {
            var all = types.options();
            named.forEach(name -> {
                String value = all.get(name.replaceFirst("_MODULE$", ""));
                if (value != null && value.equals("m") == name.endsWith("_MODULE")) {
                    options.put(name, value.equals("y") || value.equals("m") ? "1" : value);
                }
            });
        }
        return options;
    }

    private static String declarations(Btf btf, Set<String> names, Set<String> redefined) {
        var printed = CPrinter.print(btf, names, redefined);
        return btf.id(BtfType.Struct.class, RAW_TRACEPOINT).isPresent()
                ? printed
                : printed + "struct " + RAW_TRACEPOINT + " {\n    u64 args[0];\n};\n";
    }
}
