package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * All that an object file says, the same on every machine. Only a target's {@code load} looks at a kernel.
 *
 * @param name where it came from, for messages
 * @param programs entry functions in the order of the file
 * @param maps maps by name in the order of the file, those of globals included
 * @param btf the object's types, or null where it was compiled without {@code -g}
 * @param license from the section {@code license}, empty where absent
 * @param version from the section {@code version}, 0 where absent
 */
public record ObjectSpec(
        String name,
        List<ProgramSpec> programs,
        Map<String, MapSpec> maps,
        @Nullable Btf btf,
        String license,
        int version) {
    public ObjectSpec {
        programs = List.copyOf(programs);
        maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
    }

    public Optional<ProgramSpec> program(String function) {
        return programs.stream().filter(p -> p.name().equals(function)).findFirst();
    }

    /** The same with another map in place of that of its name. */
    ObjectSpec with(MapSpec map) {
        var others = new LinkedHashMap<>(maps);
        others.put(map.name(), map);
        return new ObjectSpec(name, programs, others, btf, license, version);
    }

    /** BTF type id of what programs submit to a perf event array or ring buffer; empty where nothing tells. */
    public OptionalInt eventType(String map) {
        return btf == null ? OptionalInt.empty() : new EventTypes(btf).of(map);
    }
}
