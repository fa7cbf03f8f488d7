package io.polyprobe.dialect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node of clang's syntax tree.
 *
 * @param kind clang's class, such as {@code CallExpr}
 * @param attributes all scalar properties; those of nested objects under a dotted name, such as {@code type.qualType}
 * @param name where the declared name stands, or null
 * @param begin the first token, or null
 * @param end the last token, or null
 */
record Node(
        String kind,
        Map<String, String> attributes,
        @Nullable Spot name,
        @Nullable Spot begin,
        @Nullable Spot end,
        List<Node> inner) {
    Node {
        attributes = Map.copyOf(attributes);
        inner = List.copyOf(inner);
    }

    boolean is(String wanted) {
        return kind.equals(wanted);
    }

    /** A property, empty where clang gives none. */
    String get(String attribute) {
        return attributes.getOrDefault(attribute, "");
    }

    /** The type as it is spelled. */
    String type() {
        return get("type.qualType");
    }

    Stream<Node> children(String wanted) {
        return inner.stream().filter(node -> node.is(wanted));
    }

    boolean has(String wanted) {
        return children(wanted).findAny().isPresent();
    }

    /** A function's body. */
    Optional<Node> body() {
        return children("CompoundStmt").findFirst();
    }

    /** This node and all below it, parents first. */
    Stream<Node> all() {
        // Not by nested streams: a sum of a thousand terms is a tree of that depth.
        var found = new ArrayList<Node>();
        var open = new ArrayDeque<Node>(List.of(this));
        while (!open.isEmpty()) {
            var node = open.pop();
            found.add(node);
            node.inner.reversed().forEach(open::push);
        }
        return found.stream();
    }

    /** The expression inside parentheses and casts that clang put in. */
    Node bare() {
        var node = this;
        while ((node.is("ImplicitCastExpr") || node.is("ParenExpr")) && node.inner.size() == 1) {
            node = node.inner.getFirst();
        }
        return node;
    }
}
