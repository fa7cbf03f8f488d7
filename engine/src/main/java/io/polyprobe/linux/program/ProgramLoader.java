package io.polyprobe.linux.program;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.isa.Encoder;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.object.CoreRelocator;
import io.polyprobe.object.DebugRecords;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Section;
import io.polyprobe.target.Types;
import java.nio.ByteOrder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes kernel programs of an object's functions: relocated against this kernel's types, references filled in, encoded.
 *
 * @param object where the functions come from
 * @param maps the object's maps in the kernel
 * @param types the kernel's types, looked at only by programs with CO-RE relocations
 * @param btf the object's BTF in the kernel, or null without
 */
public record ProgramLoader(
        ObjectSpec object,
        Map<String, KernelMap> maps,
        Types types,
        @Nullable Fd btf) {
    /**
     * A function of the object, relocated.
     *
     * @throws ObjectException where there is no such function
     */
    public ProgramSpec function(String name) {
        var program = object.program(name)
                .orElseThrow(() -> new ObjectException(Diagnostic.error(
                        "there is no function '" + name + "' in " + object.name(),
                        "It has: "
                                + String.join(
                                        ", ",
                                        object.programs().stream()
                                                .map(ProgramSpec::name)
                                                .toList()))));
        // The kernel's own types are costly to read, and most programs need none.
        var local = object.btf();
        return local == null || program.relocations().isEmpty()
                ? program
                : CoreRelocator.relocate(program, local, types.btf());
    }

    /** Loads a function that attaches where its type says. */
    public KernelProgram load(ProgramSpec program, ProgramType type) {
        return load(program, type, AttachPoint.NONE);
    }

    /**
     * Loads a function, which may be one of the object's or one made of it.
     *
     * @throws io.polyprobe.diag.RejectedException where the kernel refuses it
     */
    public KernelProgram load(ProgramSpec program, ProgramType type, AttachPoint point) {
        byte[] code = Encoder.encode(References.fill(program, maps), ByteOrder.nativeOrder());
        int version = object.version() != 0 ? object.version() : types.kernelVersion();
        return KernelProgram.load(new LoadRequest(
                program.name(),
                type,
                code,
                object.license(),
                version,
                point,
                Section.maySleep(program, type),
                debug(program),
                program.lines(),
                program.relocations()));
    }

    /** Nothing for a program that is made around another: its own function has no type. */
    private LoadRequest.@Nullable Debug debug(ProgramSpec program) {
        if (btf == null) {
            return null;
        }
        return DebugRecords.of(object, program)
                .map(records -> new LoadRequest.Debug(btf.number(), records.functions(), records.lines()))
                .orElse(null);
    }
}
