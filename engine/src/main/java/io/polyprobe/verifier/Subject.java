package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.object.AttachType;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Reference;
import io.polyprobe.object.Section;
import io.polyprobe.target.ProbeSpec;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be verified: a program, relocated for the kernel that shall run it, and what it may rely on.
 *
 * @param program its references are followed to the maps
 * @param maps by name
 * @param btf types of the program's own functions and maps, or null without
 * @param gpl whether its license lets it call the helpers that are for the GPL alone
 * @param kernel the kernel's types, or null where nothing is known of them; then its objects are numbers
 * @param hook the types of what a program of type TRACING finds in its context, or null where its arguments are numbers
 *     to it
 */
public record Subject(
        ProgramSpec program,
        ProgramType type,
        int attachType,
        boolean sleepable,
        Map<String, MapSpec> maps,
        @Nullable Btf btf,
        boolean gpl,
        @Nullable Btf kernel,
        @Nullable Hook hook) {
    /** A program of an object that attaches where its type and its section say. */
    public static Subject of(ObjectSpec object, ProgramSpec program, ProgramType type) {
        boolean sleepable = Section.maySleep(program, type);
        int place = AttachType.ofSection(program.section())
                .filter(known -> known.programType() == type)
                .map(AttachType::number)
                .orElse(0);
        return new Subject(
                program, type, place, sleepable, object.maps(), object.btf(), isGpl(object.license()), null, null);
    }

    public Subject at(int newAttachType) {
        return new Subject(program, type, newAttachType, sleepable, maps, btf, gpl, kernel, hook);
    }

    /** The same on a kernel of known types. */
    public Subject within(Btf newKernel) {
        return new Subject(program, type, attachType, sleepable, maps, btf, gpl, newKernel, hook);
    }

    /** The same about a function or tracepoint, whose prototype is one of the kernel's types. */
    public Subject on(Hook newHook) {
        return new Subject(program, type, attachType, sleepable, maps, btf, gpl, kernel, newHook);
    }

    /** Linux' list ({@code include/linux/license.h}). */
    private static boolean isGpl(String license) {
        return switch (license) {
            case "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL" -> true;
            default -> false;
        };
    }

    Map<Integer, Reference> references() {
        return program.references().stream().collect(Collectors.toMap(Reference::slot, reference -> reference));
    }

    /**
     * The kernel function or tracepoint that a program of type TRACING is about.
     *
     * @param prototype id of its {@code BTF_KIND_FUNC_PROTO}
     * @param first which parameter comes first in the context: 1 for tracepoints, which have one of their own before
     * @param result whether the result follows the arguments
     */
    public record Hook(int prototype, int first, boolean result) {
        /** That of a program at a probe; empty where programs there see no types of the kernel. */
        public static Optional<Hook> of(ProbeSpec probe, Btf kernel) {
            return switch (probe) {
                case ProbeSpec.Fentry p -> function(p.function(), false, kernel);
                case ProbeSpec.Fexit p -> function(p.function(), true, kernel);
                case ProbeSpec.ModifyReturn p -> function(p.function(), false, kernel);
                case ProbeSpec.TypedTracepoint p -> tracepoint(p.name(), kernel);
                default -> Optional.empty();
            };
        }

        /** The one that a program's section names. */
        public static Optional<Hook> of(ProgramSpec program, Btf kernel) {
            String target = Section.of(program.section()).map(Section::target).orElse("");
            return switch (program.section().replaceFirst("[./].*", "")) {
                case "fentry", "fmod_ret" -> function(target, false, kernel);
                case "fexit" -> function(target, true, kernel);
                case "tp_btf" -> tracepoint(target, kernel);
                default -> Optional.empty();
            };
        }

        private static Optional<Hook> function(String name, boolean result, Btf kernel) {
            return kernel.find(BtfType.Function.class, name).map(function -> new Hook(function.prototype(), 0, result));
        }

        private static Optional<Hook> tracepoint(String name, Btf kernel) {
            return kernel.find(BtfType.Typedef.class, "btf_trace_" + name)
                    .map(type -> kernel.type(type.target()))
                    .filter(BtfType.Pointer.class::isInstance)
                    .map(type -> new Hook(((BtfType.Pointer) type).target(), 1, false));
        }
    }
}
