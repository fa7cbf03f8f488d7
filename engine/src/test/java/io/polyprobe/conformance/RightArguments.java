package io.polyprobe.conformance;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.prototype.Argument;
import io.polyprobe.prototype.Prototype;
import io.polyprobe.target.map.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Instructions that put what a helper takes into registers. They may use what is said here: r6 is the context, r7 a
 * number that nothing is known of, and 40 bytes of the stack are written.
 *
 * @param map descriptor of a hash table with keys of 4 and values of 8 bytes
 */
record RightArguments(int map) {
    /** Makes it so. */
    static final String BEFORE = """
            r6 = r1
            call 7
            r7 = r0
            *(u64 *)(r10 - 8) = 0
            *(u64 *)(r10 - 16) = 0
            *(u64 *)(r10 - 24) = 0
            *(u64 *)(r10 - 32) = 0
            *(u64 *)(r10 - 40) = 0
            """;

    /** Does something with arguments that this Linux takes. */
    static void use(Consumer<RightArguments> action) {
        var table = new MapSpec("map", MapType.HASH, 4, 8, 1, 0);
        try (var target = Place.KERNEL.open();
                var object = target.load(new ObjectSpec("map.o", List.of(), Map.of("map", table), null, "GPL", 0))) {
            var map = (KernelMap) Objects.requireNonNull(object.maps().get("map"));
            action.accept(new RightArguments(map.fd()));
        }
    }

    /** Whether there is something right for each argument before one. */
    static boolean areThere(Prototype prototype, int count) {
        return prototype.arguments().stream().limit(count).allMatch(argument -> switch (argument.kind()) {
            case ANY, MAP, KEY, VALUE, MEMORY, FIXED_MEMORY, SIZE, ALLOCATION_SIZE, CONTEXT -> true;
            default -> false;
        });
    }

    /** The argument in a register. */
    List<Instruction> argument(Prototype prototype, int register) {
        Argument argument = prototype.arguments().get(register - 1);
        return switch (argument.kind()) {
            case MAP -> List.of(new Instruction(Instruction.LDDW, register, 1, 0, map));
            case CONTEXT -> text("r%d = r6", register);
            case ANY -> text("r%d = 0", register);
            case SIZE, ALLOCATION_SIZE -> text("r%d = 8", register);
            default -> text("r%1$d = r10\nr%1$d += -40", register);
        };
    }

    /** The first arguments. */
    List<Instruction> arguments(Prototype prototype, int count) {
        var code = new ArrayList<Instruction>();
        for (int register = 1; register <= count; register++) {
            code.addAll(argument(prototype, register));
        }
        return code;
    }

    static List<Instruction> text(String format, int number) {
        return Assembler.assemble("call", format.formatted(number));
    }
}
