package io.polyprobe.dialect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells which expressions point to memory that a program may read through a helper only.
 *
 * <p>A value has a <em>depth</em>: how many loads from memory of the program's own separate it from an external
 * pointer. 0 is an external pointer itself; 1 points to own memory that holds one, as a map's value or a probe's
 * context does; {@link #NONE} leads to none. {@code &} adds one, a load takes one off, and what is loaded from external
 * memory is external again. Variables, members of structs, maps, and results of functions carry a depth each, the
 * highest that was ever put in, whatever the order of statements: {@link PointerFlow} puts them in.
 *
 * <p>A number of 64 bits has a depth as well, since scripts cast registers to pointers. A smaller one never has.
 */
final class PointerDepths {
    /** No external pointer is reached from here. */
    static final int NONE = -1;

    /** Deeper pointers than scripts use: a limit for variables that point to themselves. */
    private static final int LIMIT = 4;

    private static final Set<String> NARROW = Set.of(
            "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "_Bool", "void");

    private final Map<String, Integer> depths = new HashMap<>();

    /** What a carrier holds, by clang's id of a declaration or by the name of a function's result. */
    int of(String carrier) {
        return depths.getOrDefault(carrier, NONE);
    }

    /** Puts a depth into a carrier; whether that is news. */
    boolean raise(String carrier, int depth) {
        int bounded = Math.min(depth, LIMIT);
        if (bounded <= of(carrier)) {
            return false;
        }
        depths.put(carrier, bounded);
        return true;
    }

    /** The carrier of a function's result. */
    static String result(String function) {
        return "result of " + function;
    }

    /** The depth of a value. */
    int value(Node expression) {
        return switch (expression.kind()) {
            case "ImplicitCastExpr", "CStyleCastExpr" -> cast(expression);
            case "ParenExpr", "ConstantExpr", "OpaqueValueExpr" -> only(expression);
            case "UnaryOperator" -> unary(expression);
            case "BinaryOperator", "CompoundAssignOperator" -> binary(expression);
            case "ConditionalOperator" ->
                Math.max(
                        value(expression.inner().get(1)),
                        value(expression.inner().get(2)));
            case "BinaryConditionalOperator" -> highest(expression);
            case "StmtExpr" -> last(expression);
            case "InitListExpr" -> highest(expression);
            case "CallExpr" -> result(expression);
            default -> NONE;
        };
    }

    /** The depth of an lvalue's address: 0 where it lies in external memory. */
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
                yield outer == 0 ? 0 : Math.max(outer, above(of(lvalue.get("referencedMemberDecl"))));
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

    private static String typeOf(Node expression) {
        var desugared = expression.get("type.desugaredQualType");
        return (desugared.isEmpty() ? expression.type() : desugared)
                .replace("const ", "")
                .replace("volatile ", "");
    }

    private static int above(int depth) {
        return depth == NONE ? NONE : Math.min(depth + 1, LIMIT);
    }

    private static int loaded(int address) {
        return address == NONE ? NONE : Math.max(0, address - 1);
    }

    private int only(Node expression) {
        return expression.inner().isEmpty() ? NONE : value(expression.inner().getFirst());
    }

    private int highest(Node expression) {
        return expression.inner().stream().mapToInt(this::value).max().orElse(NONE);
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
                yield isPointer(left)
                        ? value(left)
                        : isPointer(right) ? value(right) : Math.max(value(left), value(right));
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
                ? 0
                : of(result(callee.get("referencedDecl.name")));
    }
}
