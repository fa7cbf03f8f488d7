package io.polyprobe.vm.world.simulated.scenario;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Place;
import io.polyprobe.diag.TargetException;
import io.polyprobe.target.NearestNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A part of a scenario file that knows its place, for errors that say where. */
final class Entry {
    private static final int SUGGESTIONS = 2;

    private final Node node;
    private final Source source;

    /** @param lines of the file, for errors that show them */
    record Source(String name, List<String> lines) {}

    Entry(Node node, Source source) {
        this.node = node;
        this.source = source;
    }

    private Entry part(Node part) {
        return new Entry(part, source);
    }

    TargetException wrong(String message, String... hints) {
        var place = node.getStartMark()
                .map(mark -> new Place(
                        source.name(),
                        mark.getLine() + 1,
                        mark.getColumn() + 1,
                        1,
                        mark.getLine() < source.lines().size() ? source.lines().get(mark.getLine()) : null))
                .orElse(null);
        return new TargetException(Diagnostic.error(message, hints).at(place));
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    String text() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong("a single value is needed here, not a list or a mapping");
    }

    /** Its text, made into something by a reader that throws {@link IllegalArgumentException} where it cannot. */
    <T> T text(Function<String, T> reader) {
        try {
            return reader.apply(text());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    List<Entry> list() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(this::part).toList();
        }
        throw wrong("a list is needed here: lines that begin with '- '");
    }

    /** A list of texts, or one. */
    List<String> texts() {
        return isText() ? List.of(text()) : list().stream().map(Entry::text).toList();
    }

    /**
     * The parts of a mapping by their names.
     *
     * @param known what names make sense here
     */
    Map<String, Entry> parts(Set<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("a mapping is needed here: lines of 'name: value'");
        }
        var parts = new LinkedHashMap<String, Entry>();
        for (var tuple : mapping.getValue()) {
            Entry key = part(tuple.getKeyNode());
            String name = key.text();
            if (!known.contains(name)) {
                var near = NearestNames.of(name, known.stream(), SUGGESTIONS);
                throw key.wrong(
                        "there is no '%s' here".formatted(name),
                        near.isEmpty()
                                ? "There is: "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()) + "."
                                : "Did you mean " + String.join(" or ", near) + "?");
            }
            parts.put(name, part(tuple.getValueNode()));
        }
        return parts;
    }

    /** The parts of a mapping by names of the author's own. */
    Map<String, Entry> all() {
        var all = new LinkedHashMap<String, Entry>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> all.put(part(tuple.getKeyNode()).text(), part(tuple.getValueNode())));
            return all;
        }
        throw wrong("a mapping is needed here: lines of 'name: value'");
    }

    /** The one name of a mapping and what it stands for. */
    Optional<Map.Entry<Entry, Entry>> single() {
        if (node instanceof MappingNode mapping && mapping.getValue().size() == 1) {
            var tuple = mapping.getValue().getFirst();
            return Optional.of(Map.entry(part(tuple.getKeyNode()), part(tuple.getValueNode())));
        }
        return Optional.empty();
    }

    /** Reads each element of a list. */
    <T> List<T> each(Function<Entry, T> reader) {
        var all = new ArrayList<T>();
        list().forEach(element -> all.add(reader.apply(element)));
        return all;
    }
}
