package io.polyprobe.dialect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads arguments of USDT probes: {@code bpf_usdt_readarg(1, ctx, &value)} in a function {@code f} calls
 * {@code _bpf_readarg_f_1}. Where the argument lies is written in the traced program, so the script hands that
 * function over with its own text: see {@link CSource#prologue}.
 */
final class UsdtArguments implements Pass {
    private static final Set<String> NAMES = Set.of("bpf_usdt_readarg", "bpf_usdt_readarg_p");

    @Override
    public void run(Rewriting rewriting) {
        var accessors = rewriting.declaredFunctions().collect(Collectors.toSet());
        Map<Integer, String> users = new HashMap<>();
        for (Node function : rewriting.functions()) {
            function.all()
                    .filter(node -> node.is("CallExpr") && !node.inner().isEmpty())
                    .forEach(call -> rewrite(rewriting, function.get("name"), call, accessors, users));
        }
    }

    private static void rewrite(
            Rewriting rewriting, String function, Node call, Set<String> accessors, Map<Integer, String> users) {
        var callee = call.inner().getFirst().bare();
        if (!NAMES.contains(callee.get("referencedDecl.name")) || call.inner().size() < 2) {
            return;
        }
        var number = call.inner().get(1).bare();
        var name = callee.begin();
        if (!number.is("IntegerLiteral")) {
            rewriting.error(call, "the number of a USDT probe's argument has to be written as a number, such as 1");
        } else if (!accessors.contains("_bpf_readarg_%s_%s".formatted(function, number.get("value")))) {
            rewriting.error(
                    call,
                    "no USDT probe with an argument %s calls %s".formatted(number.get("value"), function),
                    "Name the function to the probe, usdt.enable_probe(\"name\", \"%s\"), and give usdt_contexts=[usdt]"
                                    .formatted(function)
                            + " to BPF().");
        } else if (name == null
                || !rewriting.isHere(name)
                || !users.computeIfAbsent(name.offset(), at -> function).equals(function)) {
            rewriting.error(
                    call,
                    "one macro reads the argument for several functions",
                    "Write bpf_usdt_readarg in each function itself.");
        } else {
            rewriting
                    .edits()
                    .replace(
                            name.offset(),
                            rewriting.after(name).end(),
                            "polyprobe_%s(%s, "
                                    .formatted(callee.get("referencedDecl.name").substring("bpf_".length()), function));
        }
    }
}
