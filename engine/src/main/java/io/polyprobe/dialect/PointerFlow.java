package io.polyprobe.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows external pointers through a text until nothing new is found.
 *
 * <p>They come from the parameters that a probe has after its context, out of the context itself, from
 * {@code bpf_get_current_task()} and from what the author reads by a helper. They go on by initialisation and
 * assignment, into members and maps, into the parameters of the text's functions and out of their results.
 */
final class PointerFlow {
    private static final Set<String> CONTEXTS = Set.of("struct pt_regs *", "struct bpf_raw_tracepoint_args *");
    private static final Set<String> STORING = Set.of("update", "insert", "lookup_or_init", "lookup_or_try_init");

    private final PointerDepths depths = new PointerDepths();
    private final Map<String, List<Node>> parameters = new HashMap<>();
    private boolean news;

    private PointerFlow() {}

    /** Which expressions of a text are external. */
    static PointerDepths in(Rewriting rewriting) {
        var flow = new PointerFlow();
        var called = rewriting.called();
        for (Node function : rewriting.functions()) {
            var list = function.children("ParmVarDecl").toList();
            flow.parameters.put(function.get("name"), list);
            if (Rewriting.isVisible(function) && !called.contains(function.get("name"))) {
                flow.enter(list);
            }
        }
        do {
            flow.news = false;
            rewriting.functions().forEach(flow::follow);
        } while (flow.news);
        return flow.depths;
    }

    private void enter(List<Node> probe) {
        for (int i = 0; i < probe.size(); i++) {
            var type = probe.get(i).type();
            if (i > 0) {
                add(probe.get(i).get("id"), PointerDepths.EXTERNAL);
            } else if (CONTEXTS.contains(type) || type.startsWith("struct tracepoint__")) {
                add(probe.get(i).get("id"), PointerDepths.above(PointerDepths.EXTERNAL));
            }
        }
    }

    private void add(String carrier, int more) {
        news |= depths.add(carrier, more);
    }

    private void follow(Node function) {
        function.all().forEach(node -> {
            switch (node.kind()) {
                case "VarDecl" ->
                    node.inner().stream()
                            .filter(inner -> !inner.kind().endsWith("Attr"))
                            .forEach(inner -> add(node.get("id"), depths.value(inner)));
                case "BinaryOperator" -> {
                    if (node.get("opcode").equals("=")) {
                        store(node.inner().getFirst(), depths.value(node.inner().get(1)));
                    }
                }
                case "ReturnStmt" ->
                    node.inner().forEach(value -> add(PointerDepths.result(function.get("name")), depths.value(value)));
                case "CallExpr" -> call(node);
                default -> {}
            }
        });
    }

    private void call(Node call) {
        var callee = call.inner().getFirst().bare();
        var arguments = call.inner().subList(1, call.inner().size());
        var name = callee.get("referencedDecl.name");
        if (callee.is("MemberExpr") && arguments.size() > 1 && STORING.contains(callee.get("name"))) {
            add(callee.inner().getFirst().bare().get("referencedDecl.id"), depths.value(arguments.get(1)));
        } else if (name.equals("bpf_probe_read") || name.equals("bpf_probe_read_kernel")) {
            storeThrough(arguments.getFirst(), PointerDepths.EXTERNAL);
        } else if (parameters.containsKey(name)) {
            var list = parameters.getOrDefault(name, List.of());
            for (int i = 0; i < Math.min(list.size(), arguments.size()); i++) {
                add(list.get(i).get("id"), depths.value(arguments.get(i)));
            }
        }
    }

    /** An lvalue now holds something of these depths. */
    private void store(Node lvalue, int more) {
        if (more == PointerDepths.NONE || depths.address(lvalue) == PointerDepths.EXTERNAL) {
            return;
        }
        switch (lvalue.kind()) {
            case "ParenExpr" -> store(lvalue.inner().getFirst(), more);
            case "DeclRefExpr" -> add(lvalue.get("referencedDecl.id"), more);
            case "MemberExpr" -> add(lvalue.get("referencedMemberDecl"), more);
            case "ArraySubscriptExpr" -> storeThrough(PointerDepths.pointer(lvalue), more);
            case "UnaryOperator" -> storeThrough(lvalue.inner().getFirst(), more);
            default -> {}
        }
    }

    /** What a pointer points to now holds something of these depths. */
    private void storeThrough(Node pointer, int more) {
        if (pointer.inner().isEmpty() || depths.value(pointer) == PointerDepths.EXTERNAL) {
            return;
        }
        var inside = pointer.inner().getFirst();
        switch (pointer.kind()) {
            case "ParenExpr", "CStyleCastExpr" -> storeThrough(inside, more);
            case "UnaryOperator", "ImplicitCastExpr" -> {
                if (pointer.get("castKind").equals("LValueToRValue")) {
                    store(inside, PointerDepths.above(more));
                } else if (pointer.get("castKind").equals("ArrayToPointerDecay")
                        || pointer.get("opcode").equals("&")) {
                    store(inside, more);
                } else {
                    storeThrough(inside, more);
                }
            }
            default -> {}
        }
    }
}
