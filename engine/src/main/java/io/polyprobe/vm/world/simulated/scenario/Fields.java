package io.polyprobe.vm.world.simulated.scenario;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The parts of a mapping, each read as what it has to be. */
final class Fields {
    private final Entry entry;
    private final Map<String, Entry> parts;

    /** @param known the names that make sense */
    Fields(Entry entry, Set<String> known) {
        this.entry = entry;
        this.parts = entry.parts(known);
    }

    private Entry need(String name) {
        Entry part = parts.get(name);
        if (part == null) {
            throw entry.wrong("'%s' is missing here".formatted(name));
        }
        return part;
    }

    String text(String name) {
        return need(name).text();
    }

    String text(String name, String otherwise) {
        Entry part = parts.get(name);
        return part == null ? otherwise : part.text();
    }

    /** A list of texts, or one; none where the part is missing. */
    List<String> texts(String name) {
        Entry part = parts.get(name);
        return part == null ? List.of() : part.texts();
    }

    Choice choice(String name) {
        return new Choice(need(name).texts());
    }

    int number(String name) {
        return need(name).text(Fields::integer);
    }

    int number(String name, int otherwise) {
        Entry part = parts.get(name);
        return part == null ? otherwise : part.text(Fields::integer);
    }

    static int integer(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is not a whole number".formatted(text), e);
        }
    }

    boolean flag(String name) {
        Entry part = parts.get(name);
        return part != null
                && part.text(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("'%s' is neither true nor false".formatted(text));
                });
    }

    Amount amount(String name, Quantity quantity, Amount otherwise) {
        Entry part = parts.get(name);
        return part == null ? otherwise : part.text(quantity::read);
    }

    Amount amount(String name, Quantity quantity) {
        return need(name).text(quantity::read);
    }

    /** One of some words. */
    <T> T word(String name, Map<String, T> words, T otherwise) {
        Entry part = parts.get(name);
        return part == null
                ? otherwise
                : part.text(text -> {
                    T meaning = words.get(text);
                    if (meaning == null) {
                        throw new IllegalArgumentException("'%s' is none of %s"
                                .formatted(
                                        text,
                                        String.join(
                                                ", ",
                                                words.keySet().stream().sorted().toList())));
                    }
                    return meaning;
                });
    }

    /** The elements of a list; none where the part is missing. */
    <T> List<T> each(String name, Function<Entry, T> reader) {
        Entry part = parts.get(name);
        return part == null ? List.of() : part.each(reader);
    }
}
