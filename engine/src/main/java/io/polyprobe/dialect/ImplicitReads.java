package io.polyprobe.dialect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lets programs read the kernel's memory as C reads its own: {@code task->mm->pgd} becomes
 * {@code polyprobe_read(polyprobe_read(task->mm)->pgd)}, a macro over {@code bpf_probe_read}.
 *
 * <p>Clang's tree has a node for each load from memory, a conversion of an lvalue to its value. Each that loads from
 * external memory (see {@link PointerDepths}) is put into the macro, and nothing else is: {@code &p->f} loads nothing,
 * an array is no load before its element is asked for, and what {@code sizeof} and {@code typeof} look at is not in the
 * tree or not followed. As the macro is put around a load, chains nest and no line moves. An argument of an explicit
 * {@code bpf_probe_read} is no exception: {@code &p->q->f} needs {@code p->q} loaded, and {@code &p->f} nothing.
 *
 * <p>The helper is {@code bpf_probe_read} (number 4), as a pointer may lead to the user's memory as well as to the
 * kernel's: {@code __user} is lost at the first assignment or map. On x86 and arm64 the two do not overlap, and
 * the helper tells them apart by the address ({@code bpf_probe_read_compat} in Linux), so that neither is read by the
 * other's rules.
 *
 * <p>A bit field has no address. {@code p->bits} becomes {@code polyprobe_read_bits(p, bits)}, which reads the bytes
 * around it.
 */
final class ImplicitReads implements Pass {
    @Override
    public void run(Rewriting rewriting) {
        if (!rewriting.namesSections()) {
            new Search(rewriting, PointerFlow.in(rewriting)).run();
        }
    }

    /**
     * @param reads what is put before each stretch that is read
     * @param operators where a comma parts a struct and its bit field, and the length of what stands there
     */
    private record Search(
            Rewriting rewriting,
            PointerDepths depths,
            BitFields bitFields,
            Map<Stretch, String> reads,
            Map<Integer, Integer> operators) {
        Search(Rewriting rewriting, PointerDepths depths) {
            this(rewriting, depths, BitFields.of(rewriting), new HashMap<>(), new HashMap<>());
        }

        void run() {
            for (Node function : rewriting.functions()) {
                var open = new ArrayDeque<Node>(List.of(function));
                while (!open.isEmpty()) {
                    var node = open.pop();
                    if (!node.is("UnaryExprOrTypeTraitExpr")) {
                        look(node);
                        node.inner().forEach(open::push);
                    }
                }
            }
            edit();
        }

        private void look(Node node) {
            if (node.get("castKind").equals("LValueToRValue")
                    && depths.mayBeExternal(node.inner().getFirst())) {
                read(node.inner().getFirst());
            } else if (isChange(node) && depths.address(node.inner().getFirst()) == PointerDepths.EXTERNAL) {
                rewriting.error(
                        node,
                        "this is memory of the kernel or of a process, where a program cannot write",
                        "Copy it into a variable and change that: struct s copy = *pointer;",
                        "Memory of a process can be written by bpf_probe_write_user.");
            }
        }

        private static boolean isChange(Node node) {
            var operator = node.get("opcode");
            return switch (node.kind()) {
                case "CompoundAssignOperator" -> true;
                case "BinaryOperator" -> operator.equals("=");
                case "UnaryOperator" -> operator.equals("++") || operator.equals("--");
                default -> false;
            };
        }

        private void read(Node lvalue) {
            // Without parentheses first: those may be a macro's, around an argument of the author's.
            var stretch = Stretch.of(rewriting, lvalue.bare()).or(() -> Stretch.of(rewriting, lvalue));
            if (stretch.isEmpty()) {
                rewriting.error(
                        lvalue,
                        "a macro puts this read of kernel memory together, so that it cannot be made a bpf_probe_read",
                        "Read the field into a variable first, and use that in the macro.",
                        "Or give the macro the whole expression, such as p->field, as one argument.");
                return;
            }
            var bare = lvalue.bare();
            if (bare.is("MemberExpr") && bitFields.contain(bare)) {
                readBits(bare);
            } else {
                reads.put(stretch.get(), "polyprobe_read(");
            }
        }

        /** Parts the bit field's name from the struct's address by a comma. */
        private void readBits(Node member) {
            var whole = Stretch.of(rewriting, member);
            var base = Stretch.of(rewriting, BitFields.struct(member));
            if (whole.isEmpty() || base.isEmpty()) {
                rewriting.error(
                        member,
                        "a macro puts this read of a bit field together",
                        "Read the field into a variable first, and use that in the macro.");
                return;
            }
            var text = rewriting.source().bytes();
            var operator = Tokenizer.next(text, base.get().to());
            boolean arrow = text.startsWith("->", operator.offset());
            reads.put(whole.get(), "polyprobe_read_bits(" + (arrow ? "" : "&"));
            operators.put(operator.offset(), arrow ? 2 : 1);
        }

        /** Of reads that begin together, the outer one is put in first. */
        private void edit() {
            var openings = new TreeMap<Integer, List<Stretch>>();
            var ends = new TreeMap<Integer, Integer>();
            for (Stretch read : reads.keySet()) {
                openings.computeIfAbsent(read.from(), at -> new ArrayList<>()).add(read);
                ends.merge(read.to(), 1, Integer::sum);
            }
            openings.forEach((at, starting) -> rewriting
                    .edits()
                    .insert(
                            at,
                            starting.stream()
                                    .sorted(Comparator.comparingInt(Stretch::to).reversed())
                                    .map(reads::get)
                                    .collect(Collectors.joining())));
            ends.forEach((at, count) -> rewriting.edits().insert(at, ")".repeat(count)));
            // After the brackets that close what stands before the operator.
            operators.forEach((at, length) -> rewriting.edits().replace(at, at + length, ", "));
        }
    }
}
