package io.polyprobe.dialect;

import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.TracepointFormat.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The struct that a tracepoint's program gets, {@code struct tracepoint__CATEGORY__NAME}, made from the tracepoint's
 * format. The fields common to all events are hidden; one of varying length is {@code int data_loc_NAME}. A field keeps
 * its size whatever its declared type: system calls have {@code int} parameters in eight bytes.
 */
final class TracepointStruct {
    private static final Set<String> SIGNED = Set.of(
            "int",
            "short",
            "long",
            "char",
            "signed",
            "pid_t",
            "ssize_t",
            "off_t",
            "loff_t",
            "time_t",
            "clockid_t",
            "timer_t",
            "key_t",
            "key_serial_t",
            "mqd_t",
            "qid_t",
            "s8",
            "s16",
            "s32",
            "s64",
            "int8_t",
            "int16_t",
            "int32_t",
            "int64_t",
            "__s8",
            "__s16",
            "__s32",
            "__s64",
            "rwf_t",
            "aio_context_t");

    private TracepointStruct() {}

    /** A category and an event that a text may mean. */
    record Name(String category, String event) {}

    /** The tracepoints that a text names: by {@code TRACEPOINT_PROBE(c, e)} and {@code struct tracepoint__c__e}. */
    static Set<Name> named(List<Token> tokens) {
        var names = new LinkedHashSet<Name>();
        for (int i = 0; i < tokens.size(); i++) {
            var text = tokens.get(i).text();
            if (text.equals("TRACEPOINT_PROBE")
                    && i + 4 < tokens.size()
                    && tokens.get(i + 1).is("(")
                    && tokens.get(i + 3).is(",")) {
                names.add(new Name(tokens.get(i + 2).text(), tokens.get(i + 4).text()));
            } else if (text.startsWith("tracepoint__")
                    && i > 0
                    && tokens.get(i - 1).is("struct")) {
                var rest = text.substring("tracepoint__".length());
                int split = rest.indexOf("__");
                if (split > 0) {
                    names.add(new Name(rest.substring(0, split), rest.substring(split + 2)));
                }
            }
        }
        return names;
    }

    /** Names of types in the declarations of a tracepoint's pointers. */
    static Set<String> types(TracepointFormat format) {
        return format.fields().stream()
                .filter(field -> field.declaration().contains("*"))
                .flatMap(field -> Tokenizer.tokens(field.declaration()).stream())
                .filter(Token::isIdentifier)
                .map(Token::text)
                .collect(Collectors.toSet());
    }

    /** The struct in C. */
    static String print(TracepointFormat format) {
        var members = new StringBuilder();
        int at = 0;
        int pads = 0;
        for (Field field : own(format)) {
            if (field.offset() < at) {
                continue;
            }
            if (field.offset() > at) {
                members.append("    char __pad_%d[%d];\n".formatted(++pads, field.offset() - at));
            }
            members.append("    ").append(declare(field)).append(";\n");
            at = field.offset() + field.size();
        }
        return "struct tracepoint__%s__%s {\n%s} __attribute__((packed, aligned(8)));\n"
                .formatted(format.category(), format.name(), members);
    }

    private static List<Field> own(TracepointFormat format) {
        var fields = new ArrayList<>(format.fields());
        fields.removeIf(field -> name(field).startsWith("common_"));
        fields.sort(java.util.Comparator.comparingInt(Field::offset));
        return fields;
    }

    private static List<Token> tokens(Field field) {
        return Tokenizer.tokens(field.declaration());
    }

    /** The last name outside of brackets. */
    private static String name(Field field) {
        var name = "";
        int depth = 0;
        for (Token token : tokens(field)) {
            depth += token.is("[") ? 1 : token.is("]") ? -1 : 0;
            name = token.isIdentifier() && depth == 0 ? token.text() : name;
        }
        return name;
    }

    private static String declare(Field field) {
        var declaration = field.declaration();
        var name = name(field);
        if (declaration.startsWith("__data_loc") || declaration.startsWith("__rel_loc")) {
            return "int data_loc_" + name;
        }
        int array = declaration.indexOf('[');
        if (array < 0 && declaration.contains("*") && field.size() == 8) {
            return declaration.substring(0, declaration.lastIndexOf('*') + 1).strip() + name;
        }
        if (array < 0) {
            return scalar(field, field.size()) == null ? bytes(name, field) : scalar(field, field.size()) + " " + name;
        }
        var element = element(field, declaration.substring(array + 1));
        return element == null ? bytes(name, field) : element + " " + name + "[" + count(field, element) + "]";
    }

    private static String bytes(String name, Field field) {
        return "char %s[%d]".formatted(name, field.size());
    }

    private static @org.jspecify.annotations.Nullable String element(Field field, String length) {
        var digits = length.replaceAll("\\D.*", "");
        if (tokens(field).stream().anyMatch(token -> token.is("char")) || digits.isEmpty() || digits.length() > 6) {
            return "char";
        }
        int count = Integer.parseInt(digits);
        return count == 0 || field.size() % count != 0 ? null : scalar(field, field.size() / count);
    }

    private static int count(Field field, String element) {
        int bits = Integer.parseInt("0" + element.replaceAll("\\D", ""));
        return bits == 0 ? field.size() : field.size() * 8 / bits;
    }

    private static @org.jspecify.annotations.Nullable String scalar(Field field, int size) {
        if (size == 1 && tokens(field).getFirst().is("char")) {
            return "char";
        }
        if (size != 1 && size != 2 && size != 4 && size != 8) {
            return null;
        }
        boolean signed = SIGNED.contains(tokens(field).getFirst().text());
        return (signed ? "s" : "u") + size * 8;
    }
}
