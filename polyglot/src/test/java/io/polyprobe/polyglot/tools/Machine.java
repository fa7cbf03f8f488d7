package io.polyprobe.polyglot.tools;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.target.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What tools ask of the machine they run on.
 *
 * @param functions the names of the kernel's functions
 * @param trampolines whether its kernel lets programs hook functions by fentry and fexit
 */
record Machine(Types types, Set<String> functions, boolean trampolines) {
    /** @param kallsyms a file like {@code /proc/kallsyms} */
    static Machine of(Types types, Path kallsyms, boolean trampolines) throws IOException {
        try (var lines = Files.lines(kallsyms)) {
            var functions = lines.map(line -> line.split("[\\s]+", 4))
                    .filter(symbol -> symbol[1].equalsIgnoreCase("t"))
                    .map(symbol -> symbol[2])
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Machine(types, functions, trampolines);
        }
    }

    boolean hasField(String struct, String field) {
        Btf btf = types.btf();
        var id = btf.id(BtfType.Struct.class, struct);
        return id.isPresent() && btf.field(id.getAsInt(), field).isPresent();
    }

    boolean hasTracepoint(String category, String event) {
        return types.tracepoint(category, event).isPresent();
    }

    List<String> functions(String pattern) {
        return functions.stream()
                .filter(Pattern.compile(pattern).asMatchPredicate())
                .toList();
    }
}
