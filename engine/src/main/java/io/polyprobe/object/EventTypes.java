package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.List;
import java.util.OptionalInt;

/**
 * What programs submit to buffers, which no map's own type tells: the dialect leaves a variable for each call in a
 * section that only this class reads. The variable is named {@code FUNCTION.__submitted_MAP}, perhaps with a number
 * after another dot, and points to the argument's type.
 */
record EventTypes(Btf btf) {
    private static final String SECTION = ".polyprobe.events";
    private static final String PREFIX = "__submitted_";

    /** The type submitted last: a struct before all others, as scripts decode that by its members' names. */
    OptionalInt of(String map) {
        var submitted =
                btf
                        .find(BtfType.DataSection.class, SECTION)
                        .map(BtfType.DataSection::variables)
                        .orElse(List.of())
                        .stream()
                        .map(entry -> btf.type(entry.type()))
                        .filter(variable -> isOf(map, variable.name()))
                        .mapToInt(variable -> submitted(((BtfType.Variable) variable).type()))
                        .filter(type -> !(btf.type(btf.resolve(type)) instanceof BtfType.Void))
                        .boxed()
                        .toList()
                        .reversed();
        return submitted.stream()
                .filter(type -> btf.type(btf.resolve(type)) instanceof BtfType.Struct)
                .findFirst()
                .or(() -> submitted.stream().findFirst())
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static boolean isOf(String map, String variable) {
        var parts = variable.split("\\.", -1);
        return parts.length > 1 && parts[1].equals(PREFIX + map);
    }

    /** An array is submitted whole; any other argument is a pointer to what is. */
    private int submitted(int variable) {
        int argument = target(variable);
        return btf.type(btf.resolve(argument)) instanceof BtfType.Array ? argument : target(argument);
    }

    private int target(int pointer) {
        return btf.type(btf.resolve(pointer)) instanceof BtfType.Pointer found ? found.target() : 0;
    }
}
