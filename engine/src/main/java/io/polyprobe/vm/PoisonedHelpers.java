package io.polyprobe.vm;

import io.polyprobe.object.CoreRelocator;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramSpec.CoreRelocation;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Helpers;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The helpers, and the one that stands where a CO-RE relocation failed: a program that never gets there is right, one
 * that does is stopped with the reason.
 */
record PoisonedHelpers(Helpers helpers, ProgramSpec program) implements Helpers {
    @Override
    public @Nullable Helper helper(int id) {
        return id == CoreRelocator.POISON ? (_, _, _, _, _, _) -> stop() : helpers.helper(id);
    }

    private long stop() {
        String reasons = program.relocations().stream()
                .map(CoreRelocation::failure)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("; "));
        throw new HelperFault(
                "it reached what the virtual kernel's types do not have: " + reasons,
                "Ask bpf_core_field_exists() first.");
    }

    @Override
    public String name(int id) {
        return helpers.name(id);
    }

    @Override
    public @Nullable Helper packetLoad() {
        return helpers.packetLoad();
    }

    @Override
    public @Nullable Helper kernelFunction(int btfId) {
        return helpers.kernelFunction(btfId);
    }
}
