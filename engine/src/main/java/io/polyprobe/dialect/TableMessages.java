package io.polyprobe.dialect;

import io.polyprobe.diag.Diagnostic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in the dialect's words what clang says of the structs that stand for tables in the analysis. */
final class TableMessages {
    private static final Pattern NO_METHOD = Pattern.compile("no member named '(\\w+)' in 'struct (\\w+)_map'");
    private final Map<String, String> methods = new HashMap<>();

    /** @param tree what clang made of a text, also where that has errors */
    TableMessages(Optional<Node> tree) {
        tree.stream()
                .flatMap(root -> root.children("RecordDecl"))
                .filter(MapMethods::isTable)
                .forEach(struct -> methods.put(
                        struct.get("name"),
                        struct.children("FieldDecl")
                                .filter(field -> field.type().contains("(*)("))
                                .map(field -> field.get("name"))
                                .collect(Collectors.joining(", "))));
    }

    Diagnostic explain(Diagnostic message) {
        var missing = NO_METHOD.matcher(message.message());
        if (missing.find()) {
            var table = missing.group(2);
            return new Diagnostic(
                    message.severity(),
                    message.place(),
                    "the table '%s' has no method '%s'".formatted(table, missing.group(1)),
                    message.context(),
                    List.of("Its methods: %s.".formatted(methods.getOrDefault(table + "_map", ""))));
        }
        return message;
    }

    List<Diagnostic> explain(List<Diagnostic> messages) {
        return messages.stream().map(this::explain).toList();
    }
}
