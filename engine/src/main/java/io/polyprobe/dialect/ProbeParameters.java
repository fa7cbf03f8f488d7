package io.polyprobe.dialect;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives a probe on a function that function's parameters: {@code int f(struct pt_regs *ctx, int dfd)} keeps {@code ctx}
 * alone, and its body begins with {@code int dfd = (int)PT_REGS_PARM1(ctx);}. Parameters that nothing uses are left out.
 *
 * <p>A function named {@code syscall__x} or {@code kprobe____x64_sys_x} probes a system call, whose parameters lie in
 * the registers that the kernel's wrapper is handed a pointer to.
 */
final class ProbeParameters implements Pass {
    private static final int REGISTERS = 6;
    private static final List<String> SYSTEM_CALLS = List.of("syscall__", "kprobe____x64_sys_", "kprobe____arm64_sys_");

    @Override
    public void run(Rewriting rewriting) {
        if (rewriting.namesSections()) {
            return;
        }
        var called = rewriting.called();
        for (Node function : rewriting.functions()) {
            var parameters = function.children("ParmVarDecl").toList();
            if (parameters.size() > 1 && Rewriting.isVisible(function) && !called.contains(function.get("name"))) {
                cut(rewriting, function, parameters);
            }
        }
    }

    private static void cut(Rewriting rewriting, Node function, List<Node> parameters) {
        var context = parameters.getFirst();
        var rest = parameters.subList(1, parameters.size());
        if (!context.type().equals("struct pt_regs *")) {
            rewriting.error(
                    rest.getFirst(),
                    "parameters after the first need the first to be struct pt_regs *",
                    "A program gets its context and nothing else; a function that others call should be static.");
        } else if (rest.size() > REGISTERS) {
            rewriting.error(
                    rest.get(REGISTERS),
                    "a probe can have %d parameters after %s, those that registers hold"
                            .formatted(REGISTERS, context.get("name")));
        } else if (parameters.stream()
                .anyMatch(parameter -> parameter.get("name").isEmpty())) {
            rewriting.error(function, "each parameter of a probe needs a name");
        } else {
            move(rewriting, function, context, rest);
        }
    }

    private static void move(Rewriting rewriting, Node function, Node context, List<Node> rest) {
        var start = context.end();
        var end = rest.getLast().end();
        var body = function.body().orElseThrow().begin();
        if (start == null
                || end == null
                || body == null
                || !rewriting.isHere(start)
                || !rewriting.isHere(end)
                || !rewriting.isHere(body)) {
            rewriting.error(function, "the parameters of a probe cannot come out of a macro");
            return;
        }
        boolean systemCall = SYSTEM_CALLS.stream().anyMatch(function.get("name")::startsWith);
        var locals = new StringBuilder();
        for (int i = 0; i < rest.size(); i++) {
            var parameter = rest.get(i);
            if (parameter.get("isUsed").equals("true")
                    || parameter.get("isReferenced").equals("true")) {
                locals.append(' ').append(local(rewriting, parameter, context.get("name"), i + 1, systemCall));
            }
        }
        rewriting.edits().replace(start.end(), end.end(), "");
        rewriting.edits().insert(body.end(), locals.toString());
        rewriting.prototypes(function).forEach(prototype -> cut(rewriting, prototype));
    }

    /** What declares the function beforehand has to agree with it. */
    private static void cut(Rewriting rewriting, Node prototype) {
        var parameters = prototype.children("ParmVarDecl").toList();
        var start = parameters.getFirst().end();
        var end = parameters.getLast().end();
        if (start != null && end != null && rewriting.isHere(start) && rewriting.isHere(end)) {
            rewriting.edits().replace(start.end(), end.end(), "");
        }
    }

    private static String local(Rewriting rewriting, Node parameter, String context, int number, boolean systemCall) {
        var declaration = declaration(rewriting, parameter);
        if (!systemCall) {
            return "%s = (%s)PT_REGS_PARM%d(%s);".formatted(declaration, parameter.type(), number, context);
        }
        return "%s = polyprobe_syscall_parameter(%s, PT_REGS_PARM%d%s(PT_REGS_SYSCALL_REGS(%s)));"
                .formatted(declaration, parameter.type(), number, number == 4 ? "_SYSCALL" : "", context);
    }

    /** The parameter as its author wrote it, on one line; an array, which is a pointer really, as that. */
    private static String declaration(Rewriting rewriting, Node parameter) {
        var begin = parameter.begin();
        var end = parameter.end();
        if (begin != null && end != null && rewriting.isHere(begin) && rewriting.isHere(end)) {
            var text = rewriting.source().bytes().substring(begin.offset(), end.end());
            if (!text.contains("[")) {
                // On one line, and without a comment that would reach beyond it.
                return text.contains("\n") || text.contains("//")
                        ? Tokenizer.tokens(text).stream().map(Token::text).collect(Collectors.joining(" "))
                        : text;
            }
        }
        return parameter.type() + " " + parameter.get("name");
    }
}
