package io.polyprobe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.object.ProgramType;
import io.polyprobe.prototype.Argument;
import io.polyprobe.prototype.Prototype;
import io.polyprobe.prototype.Prototype.Trait;
import io.polyprobe.prototype.Prototypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Helpers take what the table says: this Linux is offered a number that it knows nothing of in the place of each
 * argument, behind right ones, and names what it expected there. It says, too, who must have a licence that the GPL is
 * compatible with. Elsewhere nothing stands in for it: what the table says of arguments is checked where Linux can be asked.
 */
class ArgumentConformanceTest {
    /** Helpers of more types than this are the same for all, and some are asked. */
    private static final int COMMON = 20;

    private static final int SOME = 3;

    private static final String MEMORY = "expected=fp, pkt, pkt_meta, map_key, map_value, mem,";
    private static final String STRUCTURE = "type=scalar expected=ptr_, trusted_ptr_, rcu_ptr_";
    private static final String SOCKETS = "type=scalar expected=sock_common, sock, tcp_sock, xdp_sock";

    private final HelperCalls calls = new HelperCalls();

    @Test
    void eachArgumentIsWhatThisLinuxExpects() {
        if (!Linux.isUsable()) {
            assertThat(Prototypes.all()).isNotEmpty();
            return;
        }
        var wrong = new ArrayList<String>();
        RightArguments.use(right -> Prototypes.all().forEach(prototype -> check(prototype, right, wrong)));
        assertThat(wrong).isEmpty();
    }

    @Test
    void licencesAreAskedForWhereTheTableSaysSo() {
        if (!Linux.isUsable()) {
            assertThat(Prototypes.all()).isNotEmpty();
            return;
        }
        var wrong = new ArrayList<String>();
        for (Prototype prototype : Prototypes.all()) {
            for (ProgramType type : calls.types()) {
                if (prototype.types().contains(type) && calls.isAvailable(type, prototype.number())) {
                    String reason = calls.reason(
                            type,
                            prototype.number(),
                            "Proprietary",
                            Assembler.assemble("call", "call %d\nr0 = 0\nexit\n".formatted(prototype.number())));
                    if (reason.contains("GPL") != prototype.is(Trait.GPL)) {
                        wrong.add("%s of %s: %s".formatted(prototype.name(), type, reason));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void check(Prototype prototype, RightArguments right, List<String> wrong) {
        List<ProgramType> types =
                calls.types().stream().filter(prototype.types()::contains).toList();
        for (ProgramType type : types.size() > COMMON ? types.subList(0, SOME) : types) {
            boolean sleeps = prototype.is(Trait.SLEEPS) && type != ProgramType.SYSCALL;
            if (calls.isAvailable(type, prototype.number()) && !sleeps) {
                for (int i = 0; i < prototype.arguments().size() && RightArguments.areThere(prototype, i); i++) {
                    var code = code(prototype, i, right);
                    String reason = calls.reason(type, prototype.number(), "GPL", code);
                    String expected = complaint(prototype.arguments().get(i), i + 1);
                    boolean agrees = expected.isEmpty()
                            ? !reason.contains("R%d type=".formatted(i + 1))
                            : reason.contains(expected);
                    if (!agrees) {
                        wrong.add("%s of %s, argument %d: '%s' is not in '%s'"
                                .formatted(prototype.name(), type, i + 1, expected, reason));
                    }
                }
            }
        }
    }

    private static List<Instruction> code(Prototype prototype, int index, RightArguments right) {
        var code = new ArrayList<>(Assembler.assemble("call", RightArguments.BEFORE));
        code.addAll(right.arguments(prototype, index));
        code.addAll(RightArguments.text("r%d = r7", index + 1));
        code.addAll(RightArguments.text("call %d\nr0 = 0\nexit", prototype.number()));
        return code;
    }

    /** What Linux says to a number that it knows nothing of; nothing where it takes it. */
    private static String complaint(Argument argument, int register) {
        String start = "R" + register + " ";
        return switch (argument.kind()) {
            case ANY -> "";
            case MAP -> start + "type=scalar expected=map_ptr";
            case KEY, VALUE, MEMORY, FIXED_MEMORY -> start + "type=scalar " + MEMORY;
            case SIZE -> start + "min value is negative";
            case ALLOCATION_SIZE -> start + "is not a known constant";
            case CONTEXT -> start + "type=scalar expected=ctx";
            case STACK -> start + "type=scalar expected=fp";
            case FUNCTION -> start + "type=scalar expected=func";
            case STRING, TIMER -> start + "type=scalar expected=map_value";
            case SPIN_LOCK, KPTR -> start + "type=scalar expected=map_value, ptr_";
            case DYNPTR -> start + "type=scalar expected=fp, dynptr_ptr";
            case RING_BUFFER_MEMORY -> start + "type=scalar expected=ringbuf_mem";
            case SOCK_COMMON -> start + SOCKETS;
            case BTF_SOCK_COMMON -> start + SOCKETS + ", ptr_, trusted_ptr_";
            case SOCKET -> start + "type=scalar expected=sock";
            case BTF -> start + STRUCTURE;
            case PER_CPU_BTF -> start + "type=scalar expected=percpu_ptr_";
            case DYNPTR_MEMORY, TCP_SOCK, MEMORY_OR_BTF, INTEGER, VOID ->
                throw new IllegalArgumentException(argument.kind() + " is no argument's kind");
        };
    }
}
