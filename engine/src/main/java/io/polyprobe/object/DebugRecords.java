package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What {@code BPF_PROG_LOAD} is told of a program's source: types for {@code BPF_BTF_LOAD}, and which function and line
 * each instruction belongs to ({@code include/uapi/linux/bpf.h}).
 *
 * @param functions {@code struct bpf_func_info}s of {@value #FUNCTION_BYTES} bytes
 * @param lines {@code struct bpf_line_info}s of {@value #LINE_BYTES} bytes
 */
public record DebugRecords(Btf types, byte[] functions, byte[] lines) {
    public static final int FUNCTION_BYTES = 8;
    public static final int LINE_BYTES = 16;

    /** Empty where the object has no types, or not for each of the program's functions: the kernel wants all or none. */
    public static Optional<DebugRecords> of(ObjectSpec object, ProgramSpec program) {
        Btf btf = object.btf();
        if (btf == null || program.functions().stream().anyMatch(f -> f.btfId() == 0)) {
            return Optional.empty();
        }
        byte[] functions = new byte[program.functions().size() * FUNCTION_BYTES];
        var out = ByteBuffer.wrap(functions).order(ByteOrder.LITTLE_ENDIAN);
        for (var function : program.functions()) {
            out.putInt(function.slot()).putInt(function.btfId());
        }
        // All strings are there already, since the lines came from these types.
        var strings = new BtfBuilder(btf);
        byte[] lines = new byte[program.lines().size() * LINE_BYTES];
        out = ByteBuffer.wrap(lines).order(ByteOrder.LITTLE_ENDIAN);
        for (var line : program.lines()) {
            out.putInt(line.slot()).putInt(strings.string(line.file())).putInt(strings.string(line.text()));
            out.putInt(line.line() << 10 | line.column());
        }
        return Optional.of(new DebugRecords(btf, functions, lines));
    }
}
