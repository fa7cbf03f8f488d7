package io.polyprobe.dialect;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What kernel headers define by macros and inline functions, which BTF cannot hold; here all are macros. A compilation
 * gets those that its text names, and what these name in turn, so that the others are in nobody's way.
 *
 * <p>They stand in resources by feature. A remark {@code where STRUCT.FIELD} makes the next definition hold only for
 * kernels that have the field: one name may be defined for each way that kernels have gone.
 */
final class Definitions {
    private static final List<String> FEATURES = List.of(
            "numbers", "order", "errors", "tasks", "memory", "lists", "files", "blocks", "sockets", "packets",
            "machine");

    private static final Pattern START = Pattern.compile("#define (\\w+).*");
    private static final Pattern CONDITION = Pattern.compile("// where (\\w+)\\.(.+)");

    /**
     * A macro.
     *
     * @param struct what must have {@code field}; empty where it is for all kernels
     */
    private record Definition(String name, String text, String struct, String field, Set<String> names) {
        boolean fits(Btf btf) {
            var id = btf.id(BtfType.Struct.class, struct);
            return struct.isEmpty()
                    || (id.isPresent() && btf.field(id.getAsInt(), field).isPresent());
        }
    }

    private static final List<Definition> ALL =
            FEATURES.stream().flatMap(feature -> read(feature).stream()).toList();

    private final Set<String> names;
    private final List<Definition> chosen;

    private Definitions(Set<String> names, List<Definition> chosen) {
        this.names = names;
        this.chosen = chosen;
    }

    /**
     * Chooses.
     *
     * @param named all identifiers of a text
     * @param redefined names that the text gives a meaning of its own
     */
    static Definitions of(Set<String> named, Set<String> redefined, Btf btf) {
        var names = new LinkedHashSet<>(named);
        var chosen = new LinkedHashSet<Definition>();
        int before;
        do {
            before = chosen.size();
            for (var definition : ALL) {
                if (names.contains(definition.name())
                        && !redefined.contains(definition.name())
                        && !chosen.contains(definition)
                        && definition.fits(btf)) {
                    chosen.add(definition);
                    names.addAll(definition.names());
                }
            }
        } while (chosen.size() > before);
        return new Definitions(names, ALL.stream().filter(chosen::contains).toList());
    }

    /** The identifiers of the text and of all that was chosen. */
    Set<String> names() {
        return names;
    }

    String print() {
        return chosen.stream().map(Definition::text).collect(Collectors.joining());
    }

    private static List<Definition> read(String feature) {
        var definitions = new ArrayList<Definition>();
        var lines = Resource.text("kernel/" + feature + ".h").lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var start = START.matcher(lines.get(i));
            if (start.matches()) {
                int first = i;
                while (lines.get(i).endsWith("\\")) {
                    i++;
                }
                String text = String.join("\n", lines.subList(first, i + 1)) + "\n";
                var condition = CONDITION.matcher(lines.get(first - 1)); // a resource begins with a remark
                boolean conditional = condition.matches();
                definitions.add(new Definition(
                        start.group(1),
                        text,
                        conditional ? condition.group(1) : "",
                        conditional ? condition.group(2) : "",
                        identifiers(text)));
            }
        }
        return definitions;
    }

    private static Set<String> identifiers(String text) {
        return Tokenizer.tokens(text).stream()
                .filter(Token::isIdentifier)
                .map(Token::text)
                .collect(Collectors.toSet());
    }
}
