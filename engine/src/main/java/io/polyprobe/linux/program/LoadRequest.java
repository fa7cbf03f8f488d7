package io.polyprobe.linux.program;

import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program ready for {@code BPF_PROG_LOAD}: relocated, its references filled in, encoded.
 *
 * @param name for listings; the kernel keeps 15 bytes of it
 * @param code instructions as the kernel reads them
 * @param license such as {@code GPL}, which the kernel wants for most tracing helpers
 * @param version {@code LINUX_VERSION_CODE}, which kernels before 5.0 compare; 0 where there is none
 * @param point where it will be attached
 * @param sleepable whether it may call helpers that wait, which few kinds of programs may
 * @param debug types and lines, or null without
 * @param lines source lines by slot, to explain a refusal; may be there without {@code debug}
 * @param unresolved relocations that found nothing in this kernel, to explain a refusal
 */
public record LoadRequest(
        String name,
        ProgramType type,
        byte[] code,
        String license,
        int version,
        AttachPoint point,
        boolean sleepable,
        @Nullable Debug debug,
        List<ProgramSpec.Line> lines,
        List<ProgramSpec.CoreRelocation> unresolved) {
    /** A program with neither types nor an attach point. */
    public static LoadRequest of(String name, ProgramType type, byte[] code, String license) {
        return new LoadRequest(name, type, code, license, 0, AttachPoint.NONE, false, null, List.of(), List.of());
    }

    LoadRequest withoutDebug() {
        return new LoadRequest(name, type, code, license, version, point, sleepable, null, lines, unresolved);
    }

    /**
     * What the kernel is told about a program's source.
     *
     * @param btf descriptor of the object's BTF
     * @param functions {@code struct bpf_func_info}s
     * @param lines {@code struct bpf_line_info}s
     */
    public record Debug(int btf, byte[] functions, byte[] lines) {}
}
