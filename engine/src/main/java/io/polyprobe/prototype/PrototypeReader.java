package io.polyprobe.prototype;

import io.polyprobe.object.ProgramType;
import io.polyprobe.prototype.Prototype.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code prototypes.txt}, whose head says what is in it. */
final class PrototypeReader {
    private static final Pattern GROUP = Pattern.compile("types (\\w+) = (.+)");
    private static final Pattern PROTOTYPE = Pattern.compile("(\\d+) (\\w+)\\((.*)\\) -> (\\S+) \\[(.*)] (.*)");

    private final Map<String, Set<ProgramType>> groups = new HashMap<>();
    private final List<Prototype> prototypes = new ArrayList<>();

    private PrototypeReader() {
        groups.put(
                "all",
                EnumSet.complementOf(EnumSet.of(
                        ProgramType.UNSPEC, ProgramType.LIRC_MODE2, ProgramType.STRUCT_OPS, ProgramType.EXT)));
    }

    static List<Prototype> read(String text) {
        var reader = new PrototypeReader();
        text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(reader::line);
        return reader.prototypes;
    }

    private void line(String line) {
        var group = GROUP.matcher(line);
        if (group.matches()) {
            groups.put(group.group(1), types(group.group(2)));
            return;
        }
        var prototype = PROTOTYPE.matcher(line);
        if (!prototype.matches()) {
            throw new IllegalArgumentException("not a prototype: " + line);
        }
        prototypes.add(new Prototype(
                Integer.parseInt(prototype.group(1)),
                prototype.group(2),
                words(prototype.group(3), ", ").map(Argument::parse).toList(),
                Argument.parse(prototype.group(4)),
                traits(prototype.group(5)),
                types(prototype.group(6))));
    }

    private static Set<Trait> traits(String text) {
        var traits = EnumSet.noneOf(Trait.class);
        words(text, " ").forEach(word -> traits.add(Trait.valueOf(word.toUpperCase(Locale.ROOT))));
        return traits;
    }

    private Set<ProgramType> types(String text) {
        var types = EnumSet.noneOf(ProgramType.class);
        words(text, " ").forEach(word -> {
            if (word.startsWith("-")) {
                types.remove(ProgramType.valueOf(word.substring(1)));
            } else {
                Set<ProgramType> group = groups.get(word);
                types.addAll(group == null ? Set.of(ProgramType.valueOf(word)) : group);
            }
        });
        return types;
    }

    private static Stream<String> words(String text, String separator) {
        return text.isEmpty() ? Stream.empty() : Stream.of(text.split(separator, -1));
    }
}
