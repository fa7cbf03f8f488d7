package io.polyprobe.dialect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells which expressions point to memory that a program may read through a helper only.
 *
 * <p>A value has a <em>depth</em>: how many loads from memory of the program's own separate it from an external
 * pointer. 0 is an external pointer itself; 1 points to own memory that holds one, as a map's value or a probe's
 * context does. {@code &} adds one, a load takes one off, and what is loaded from external memory is external again.
 * Variables, members of structs, maps, and results of functions carry all the depths that were ever put in, whatever
 * the order of statements: {@link PointerFlow} puts them in. A function may be given a pointer of the kernel's by one
 * caller and one of its own by another; the helper reads both kinds of memory, so one possible 0 is enough to read by
 * it.
 *
 * <p>A union's member holds external pointers: the verifier knows of the first member only what it points to, so what
 * another one points to can be read by helper only, even from a pointer whose type it knows (ttysnoop's
 * {@code from->kvec} since Linux 6.4).
 *
 * <p>A set of depths is an {@code int} with a bit for each; {@link #NONE} is empty.
 *
 * <p>A number of 64 bits has a depth as well, since scripts cast registers to pointers. A smaller one never has.
 */
final class PointerDepths {
    /** No external pointer is reached from here. */
    static final int NONE = 0;

    /** External pointers, and nothing else. */
    static final int EXTERNAL = 1;

    /** All depths up to one that scripts do not reach: a limit for variables that point to themselves. */
    private static final int ALL = 0b11111;

    private static final Set<String> NARROW = Set.of(
            "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "_Bool", "void");

    private static final Pattern UNION = Pattern.compile("union (?!bpf_|__sk_buff|sk_msg_md|sk_reuseport_md)");

    private final Map<String, Integer> depths = new HashMap<>();

    /** What a carrier holds, by clang's id of a declaration or by the name of a function's result. */
    int of(String carrier) {
        return depths.getOrDefault(carrier, NONE);
    }

    /** Puts depths into a carrier; whether that is news. */
    boolean add(String carrier, int more) {
        int before = of(carrier);
        depths.put(carrier, before | more);
        return of(carrier) != before;
    }

    /** The carrier of a function's result. */
    static String result(String function) {
        return "result of " + function;
    }

    /** The depths that a value may have. */
    int value(Node expression) {
        return switch (expression.kind()) {
            case "ImplicitCastExpr", "CStyleCastExpr" -> cast(expression);
            case "ParenExpr", "ConstantExpr", "OpaqueValueExpr" -> only(expression);
            case "UnaryOperator" -> unary(expression);
            case "BinaryOperator", "CompoundAssignOperator" -> binary(expression);
            case "ConditionalOperator" ->
                value(expression.inner().get(1)) | value(expression.inner().get(2));
            case "BinaryConditionalOperator" -> any(expression);
            case "StmtExpr" -> last(expression);
            case "InitListExpr" -> any(expression);
            case "CallExpr" -> result(expression);
            default -> NONE;
        };
    }

    /** Whether an lvalue may lie in external memory. */
    boolean mayBeExternal(Node lvalue) {
        return (address(lvalue) & EXTERNAL) != 0;
    }

    /** The depths of an lvalue's address. */
    int address(Node lvalue) {
        return switch (lvalue.kind()) {
            case "ParenExpr" -> address(lvalue.inner().getFirst());
            case "DeclRefExpr" -> above(of(lvalue.get("referencedDecl.id")));
            case "ArraySubscriptExpr" -> value(pointer(lvalue));
            case "UnaryOperator" ->
                lvalue.get("opcode").equals("*") ? value(lvalue.inner().getFirst()) : NONE;
            case "MemberExpr" -> {
                var base = lvalue.inner().getFirst();
                int outer = lvalue.get("isArrow").equals("true") ? value(base) : address(base);
                int held = of(lvalue.get("referencedMemberDecl")) | (isKernelUnion(base) ? EXTERNAL : NONE);
                yield outer == EXTERNAL ? EXTERNAL : outer | above(held);
            }
            case "CompoundLiteralExpr" -> above(only(lvalue));
            default -> above(value(lvalue));
        };
    }

    /** Of the two parts of {@code a[i]}, the pointer. */
    static Node pointer(Node subscript) {
        var first = subscript.inner().getFirst();
        return first.type().endsWith("*") || !isPointer(subscript.inner().get(1))
                ? first
                : subscript.inner().get(1);
    }

    private static boolean isPointer(Node expression) {
        return typeOf(expression).endsWith("*");
    }

    /**
     * A union, also one without a name in a struct; but not those that make room for a pointer in a program's context,
     * {@code __bpf_md_ptr} of {@code linux/bpf.h}.
     */
    private static boolean isKernelUnion(Node expression) {
        return UNION.matcher(typeOf(expression)).lookingAt();
    }

    private static String typeOf(Node expression) {
        var desugared = expression.get("type.desugaredQualType");
        return (desugared.isEmpty() ? expression.type() : desugared)
                .replace("const ", "")
                .replace("volatile ", "");
    }

    /** One more: the depths of a pointer to what has these. */
    static int above(int depths) {
        return depths << 1 & ALL;
    }

    /** One less, but none below 0. */
    private static int loaded(int address) {
        return address >>> 1 | (address & EXTERNAL);
    }

    private int only(Node expression) {
        return expression.inner().isEmpty() ? NONE : value(expression.inner().getFirst());
    }

    private int any(Node expression) {
        return expression.inner().stream().mapToInt(this::value).reduce(NONE, (all, one) -> all | one);
    }

    private int last(Node expression) {
        var statements = expression.inner().isEmpty()
                ? expression.inner()
                : expression.inner().getFirst().inner();
        return statements.isEmpty() ? NONE : value(statements.getLast());
    }

    private int cast(Node cast) {
        if (cast.inner().isEmpty()
                || NARROW.contains(typeOf(cast))
                || typeOf(cast).startsWith("enum ")) {
            return NONE;
        }
        var inside = cast.inner().getFirst();
        return switch (cast.get("castKind")) {
            case "LValueToRValue" -> loaded(address(inside));
            case "ArrayToPointerDecay" -> address(inside);
            default -> value(inside);
        };
    }

    private int unary(Node operator) {
        var operand = operator.inner().getFirst();
        return switch (operator.get("opcode")) {
            case "&" -> address(operand);
            case "*" -> loaded(address(operator));
            case "++", "--" -> loaded(address(operand));
            case "__extension__" -> value(operand);
            default -> NONE;
        };
    }

    private int binary(Node operator) {
        var left = operator.inner().getFirst();
        var right = operator.inner().get(1);
        return switch (operator.get("opcode")) {
            case "=", "," -> value(right);
            case "+=", "-=" -> loaded(address(left));
            case "+", "-", "&", "|" -> {
                if (NARROW.contains(typeOf(operator))) {
                    yield NONE;
                }
                yield isPointer(left) ? value(left) : isPointer(right) ? value(right) : value(left) | value(right);
            }
            default -> NONE;
        };
    }

    private int result(Node call) {
        var callee = call.inner().getFirst().bare();
        if (callee.is("MemberExpr") && callee.get("name").startsWith("lookup")) {
            return of(callee.inner().getFirst().bare().get("referencedDecl.id"));
        }
        return callee.get("referencedDecl.name").equals("bpf_get_current_task")
                ? EXTERNAL
                : of(result(callee.get("referencedDecl.name")));
    }
}
