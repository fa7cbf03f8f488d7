package io.polyprobe.verifier.context;

import io.polyprobe.object.AttachType;
import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.context.ContextField.Kind;
import io.polyprobe.verifier.context.ContextField.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code contexts.txt}, whose head says what is in it. */
record ContextReader(
        Map<String, List<ContextField>> structs,
        Map<ProgramType, List<ContextField>> programs,
        Map<AttachType, List<ContextField>> places) {
    static ContextReader read(String text) {
        var reader =
                new ContextReader(new HashMap<>(), new EnumMap<>(ProgramType.class), new EnumMap<>(AttachType.class));
        String struct = "";
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            switch (words[0]) {
                case "struct" -> {
                    struct = words[1];
                    reader.structs.put(struct, new ArrayList<>());
                }
                case "program" ->
                    names(words).forEach(name -> reader.programs.put(ProgramType.valueOf(name), reader.fields(words)));
                case "place" ->
                    names(words).forEach(name -> reader.places.put(AttachType.valueOf(name), reader.fields(words)));
                default ->
                    reader.structs.getOrDefault(struct, new ArrayList<>()).add(field(words));
            }
        }
        return reader;
    }

    /** {@code offset size name attributes}. */
    private static ContextField field(String[] words) {
        Set<String> attributes = Set.of(Arrays.copyOfRange(words, 3, words.length));
        Kind kind = attributes.stream()
                .filter(word -> word.startsWith("="))
                .map(word -> Kind.valueOf(word.substring(1).replace('-', '_').toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(Kind.NUMBER);
        return new ContextField(
                words[2],
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Arrays.stream(Part.values())
                        .filter(part -> attributes.contains(part.name().toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElse(Part.NONE),
                attributes.contains("write"),
                kind);
    }

    private static List<String> names(String[] words) {
        return List.of(words[1].split(",", -1));
    }

    /** {@code … struct -field … +written …}. */
    private List<ContextField> fields(String[] words) {
        var fields = new ArrayList<>(structs.getOrDefault(words[2], List.of()));
        for (String word : Arrays.copyOfRange(words, 3, words.length)) {
            String name = word.substring(1);
            if (fields.stream().noneMatch(field -> field.name().equals(name))) {
                throw new IllegalArgumentException("struct %s has no field %s".formatted(words[2], name));
            }
            if (word.startsWith("-")) {
                fields.removeIf(field -> field.name().equals(name));
            } else {
                fields.replaceAll(field -> field.name().equals(name) ? field.writable(true) : field);
            }
        }
        return List.copyOf(fields);
    }
}
