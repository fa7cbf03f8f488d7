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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Helpers take pointers into packets, and make them invalid, where the table says so: this Linux is asked. */
class PacketTraitConformanceTest {
    /** r8 points to 64 bytes of a packet; the two offsets are those of {@code data} and {@code data_end}. */
    private static final String PACKET = """
            r8 = *(%1$s *)(r1 + %2$d)
            r9 = *(%1$s *)(r1 + %3$d)
            r2 = r8
            r2 += 64
            if r2 <= r9 goto enough
            r0 = 0
            exit
            enough:
            """;

    private static final Map<ProgramType, String> PROLOGUES = Map.of(
            ProgramType.XDP, PACKET.formatted("u32", 0, 4),
            ProgramType.SCHED_CLS, PACKET.formatted("u32", 76, 80),
            ProgramType.LWT_XMIT, PACKET.formatted("u32", 76, 80),
            ProgramType.LWT_SEG6LOCAL, PACKET.formatted("u32", 76, 80),
            ProgramType.SK_SKB, PACKET.formatted("u32", 76, 80),
            ProgramType.CGROUP_SKB, PACKET.formatted("u32", 76, 80),
            ProgramType.SK_MSG, PACKET.formatted("u64", 0, 8),
            ProgramType.SOCK_OPS, PACKET.formatted("u64", 192, 200));

    /** In these it is the context, not the helper, that decides: their packets are no memory for helpers. */
    private static final Set<ProgramType> CLOSED = EnumSet.of(ProgramType.SK_MSG, ProgramType.SOCK_OPS);

    private final HelperCalls calls = new HelperCalls();

    @Test
    void packetsMoveAndAreTakenAsInThisLinux() {
        if (!Linux.isUsable()) {
            assertThat(Prototypes.all()).isNotEmpty();
            return;
        }
        var wrong = new ArrayList<String>();
        RightArguments.use(right -> PROLOGUES
                .keySet()
                .forEach(type -> Prototypes.all().stream()
                        .filter(prototype -> isAskable(prototype, type))
                        .forEach(prototype -> {
                            moves(prototype, type, right, wrong);
                            takes(prototype, type, right, wrong);
                        })));
        assertThat(wrong).isEmpty();
    }

    private boolean isAskable(Prototype prototype, ProgramType type) {
        return prototype.types().contains(type)
                && !prototype.is(Trait.SLEEPS)
                && calls.isAvailable(type, prototype.number())
                && RightArguments.areThere(prototype, prototype.arguments().size());
    }

    private void moves(Prototype prototype, ProgramType type, RightArguments right, List<String> wrong) {
        List<Instruction> code = start(type);
        code.addAll(right.arguments(prototype, prototype.arguments().size()));
        code.addAll(RightArguments.text("call %d\nr0 = *(u8 *)(r8 + 0)\nr0 = 0\nexit", prototype.number()));
        String reason = calls.reason(type, prototype.number(), "GPL", code);
        boolean moved = reason.contains("R8 invalid mem access 'scalar'");
        // Calls that fail for the map or a reference tell nothing.
        boolean tells = moved || reason.isEmpty();
        if (tells && moved != prototype.is(Trait.MOVES)) {
            wrong.add("%s of %s moves packets: %s".formatted(prototype.name(), type, moved));
        }
    }

    private void takes(Prototype prototype, ProgramType type, RightArguments right, List<String> wrong) {
        List<Argument> arguments = prototype.arguments();
        for (int register = 1; register <= arguments.size(); register++) {
            boolean memory = switch (arguments.get(register - 1).kind()) {
                case MEMORY, FIXED_MEMORY, KEY, VALUE -> true;
                default -> false;
            };
            if (memory && !CLOSED.contains(type)) {
                List<Instruction> code = start(type);
                for (int each = 1; each <= arguments.size(); each++) {
                    code.addAll(
                            each == register ? RightArguments.text("r%d = r8", each) : right.argument(prototype, each));
                }
                code.addAll(RightArguments.text("call %d\nr0 = 0\nexit", prototype.number()));
                String reason = calls.reason(type, prototype.number(), "GPL", code);
                boolean taken = !reason.contains("packet is not allowed") && !reason.contains("to packet");
                if (taken != prototype.is(Trait.PACKET)) {
                    wrong.add("%s of %s takes packets as argument %d: %s (%s)"
                            .formatted(prototype.name(), type, register, taken, reason));
                }
            }
        }
    }

    private static List<Instruction> start(ProgramType type) {
        return new ArrayList<>(
                Assembler.assemble("call", Objects.requireNonNull(PROLOGUES.get(type)) + RightArguments.BEFORE));
    }
}
