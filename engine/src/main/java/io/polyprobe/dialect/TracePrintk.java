package io.polyprobe.dialect;

/**
 * Gives {@code bpf_trace_printk("literal", ...)} the array and the size that the helper wants. Where the first argument
 * is no literal, or the size is there already, the call is the helper's own and stays.
 */
final class TracePrintk implements Pass {
    /** The helper's limit ({@code bpf-helpers(7)}). */
    private static final int ARGUMENTS = 3;

    @Override
    public void run(Rewriting rewriting) {
        rewriting.calls().forEach(call -> rewrite(rewriting, call));
    }

    private static void rewrite(Rewriting rewriting, Node call) {
        var callee = call.inner().getFirst().bare();
        if (!callee.get("referencedDecl.name").equals("bpf_trace_printk")
                || call.inner().size() < 2) {
            return;
        }
        var literal = call.inner().get(1).bare();
        if (!literal.is("StringLiteral")) {
            return;
        }
        int wanted = check(rewriting, call, literal.get("value"));
        int given = call.inner().size() - 2;
        if (given == wanted + 1 && isSize(call.inner().get(2).bare())) {
            return;
        }
        if (given > ARGUMENTS) {
            rewriting.error(
                    call,
                    "bpf_trace_printk takes %d values after the format, not %d".formatted(ARGUMENTS, given),
                    "Print in two calls, or send a struct through BPF_PERF_OUTPUT.");
        } else if (given != wanted) {
            rewriting.warn(call, "the format has %d conversions, and %d values follow it".formatted(wanted, given));
        }
        var name = callee.begin();
        if (name == null || !rewriting.isHere(name)) {
            rewriting.error(call, "this call of bpf_trace_printk comes out of a header and cannot be rewritten");
            return;
        }
        rewriting.edits().replace(name.offset(), name.end(), "polyprobe_printk");
    }

    private static boolean isSize(Node argument) {
        return argument.is("UnaryExprOrTypeTraitExpr") || argument.is("IntegerLiteral");
    }

    /** Counts the conversions, and warns of those that the kernel does not know: it would print nothing. */
    private static int check(Rewriting rewriting, Node call, String format) {
        int count = 0;
        for (int i = format.indexOf('%'); i >= 0 && i + 1 < format.length(); i = format.indexOf('%', i)) {
            i++;
            if (format.charAt(i) == '%') {
                i++;
                continue;
            }
            count++;
            while (i < format.length() - 1 && "0123456789-+ #.*hlzjt".indexOf(format.charAt(i)) >= 0) {
                i++;
            }
            if ("diuxXpsc".indexOf(format.charAt(i)) < 0) {
                rewriting.warn(
                        call,
                        "bpf_trace_printk does not know %" + format.charAt(i) + ", and prints nothing for it",
                        "It knows %d %i %u %x %p %s %c, with l and ll.");
            }
        }
        return count;
    }
}
