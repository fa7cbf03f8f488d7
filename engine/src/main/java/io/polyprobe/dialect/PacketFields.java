package io.polyprobe.dialect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes fields of packets: {@code ip->ttl}, where {@code ip} holds the header's offset in the packet, becomes
 * {@code polyprobe_packet_read(skb, ip, 8, 0, 8)}, and an assignment {@code polyprobe_packet_write(…)}, with the field's
 * first byte, first bit in it and number of bits. Such structs carry BCC's attribute {@code BPF_PACKET_HEADER}. The
 * packet is the one of the function's first parameter.
 */
final class PacketFields implements Pass {
    private static final Set<String> CHECKSUMS = Set.of("incr_cksum_l3", "incr_cksum_l4");
    private static final Map<String, Integer> BITS = Map.of(
            "char", 8,
            "signed char", 8,
            "unsigned char", 8,
            "short", 16,
            "unsigned short", 16,
            "int", 32,
            "unsigned int", 32,
            "long long", 64,
            "unsigned long long", 64,
            "unsigned long", 64);

    /** Where a field lies in its header, in bits. */
    private record Field(int offset, int bits) {
        String place() {
            return ", %d, %d, %d".formatted(offset / 8, offset % 8, bits);
        }
    }

    @Override
    public void run(Rewriting rewriting) {
        var fields = fields(rewriting);
        for (Node function : rewriting.functions()) {
            var packet = function.children("ParmVarDecl").findFirst().map(p -> p.get("name"));
            function.all().forEach(node -> packet.ifPresent(name -> look(rewriting, node, name, fields)));
        }
    }

    /** All fields of packet headers by clang's id. */
    private static Map<String, Field> fields(Rewriting rewriting) {
        var fields = new HashMap<String, Field>();
        rewriting
                .structs()
                .filter(struct -> struct.has("AnnotateAttr") && struct.has("PackedAttr"))
                .forEach(struct -> {
                    int at = 0;
                    for (Node field : struct.children("FieldDecl").toList()) {
                        int bits = bits(field);
                        fields.put(field.get("id"), new Field(at, bits));
                        at += bits;
                    }
                });
        return fields;
    }

    private static int bits(Node field) {
        var desugared = field.get("type.desugaredQualType");
        var type = desugared.isEmpty() ? field.type() : desugared;
        int array = type.indexOf('[');
        int count = array < 0 ? 1 : Integer.parseInt(type.substring(array + 1, type.indexOf(']')));
        var element = array < 0 ? type : type.substring(0, array).strip();
        var width = field.children("ConstantExpr")
                .map(constant -> constant.get("value"))
                .findFirst();
        return width.map(Integer::parseInt).orElseGet(() -> BITS.getOrDefault(element, 8)) * count;
    }

    private static void look(Rewriting rewriting, Node node, String packet, Map<String, Field> fields) {
        if (node.is("CallExpr") && !node.inner().isEmpty()) {
            checksum(rewriting, node, packet);
        } else if (node.get("castKind").equals("LValueToRValue")) {
            var member = member(node.inner().getFirst());
            var field = fields.get(member.get("referencedMemberDecl"));
            if (field != null) {
                read(rewriting, member, packet, field);
            }
        } else if (node.is("BinaryOperator") || node.is("CompoundAssignOperator") || node.is("UnaryOperator")) {
            var member = node.inner().isEmpty() ? node : member(node.inner().getFirst());
            var field = fields.get(member.get("referencedMemberDecl"));
            if (field != null && isChange(node)) {
                write(rewriting, node, member, packet, field);
            }
        }
    }

    private static boolean isChange(Node node) {
        return switch (node.get("opcode")) {
            case "=", "++", "--" -> true;
            default -> node.is("CompoundAssignOperator");
        };
    }

    private static Node member(Node lvalue) {
        var bare = lvalue.bare();
        return bare.is("MemberExpr") && bare.get("isArrow").equals("true") ? bare : lvalue;
    }

    private static void read(Rewriting rewriting, Node member, String packet, Field field) {
        var whole = Stretch.of(rewriting, member);
        var name = member.end();
        if (whole.isEmpty() || name == null || !rewriting.isHere(name)) {
            putTogether(rewriting, member);
            return;
        }
        rewriting.edits().insert(whole.get().from(), "polyprobe_packet_read(" + packet + ", ");
        rewriting.edits().replace(Stretch.operator(rewriting, name), name.end(), field.place() + ")");
    }

    private static void write(Rewriting rewriting, Node change, Node member, String packet, Field field) {
        if (!change.get("opcode").equals("=")) {
            rewriting.error(
                    change,
                    "a field of a packet can be assigned to, but not changed by " + change.get("opcode"),
                    "Write what it shall be: ip->ttl = ip->ttl - 1;");
            return;
        }
        var whole = Stretch.of(rewriting, member);
        var value = Stretch.of(rewriting, change.inner().get(1));
        var name = member.end();
        if (whole.isEmpty() || value.isEmpty() || name == null || !rewriting.isHere(name)) {
            putTogether(rewriting, member);
            return;
        }
        rewriting.edits().insert(whole.get().from(), "polyprobe_packet_write(" + packet + ", ");
        var equals = rewriting.after(name);
        rewriting.edits().replace(Stretch.operator(rewriting, name), equals.end(), field.place() + ",");
        rewriting.edits().insert(value.get().to(), ")");
    }

    private static void putTogether(Rewriting rewriting, Node member) {
        rewriting.error(
                member,
                "a macro puts this field of a packet together",
                "Write header->field outside of the macro, or as one argument of it.");
    }

    /** The helper behind needs the packet, which the author does not name. */
    private static void checksum(Rewriting rewriting, Node call, String packet) {
        var callee = call.inner().getFirst().bare();
        var name = callee.begin();
        if (!CHECKSUMS.contains(callee.get("referencedDecl.name"))) {
            return;
        }
        if (name == null || !rewriting.isHere(name)) {
            rewriting.error(call, "this call comes out of a header and cannot be rewritten");
            return;
        }
        var suffix = callee.get("referencedDecl.name").substring("incr_".length());
        rewriting
                .edits()
                .replace(name.offset(), rewriting.after(name).end(), "polyprobe_%s(%s, ".formatted(suffix, packet));
    }
}
