package io.polyprobe.isa;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Turns bytes into instructions (RFC 9669, section 3), and refuses those that are none. */
public final class Decoder {
    private final ByteBuffer bytes;
    private final ByteOrder order;
    private final List<Instruction> decoded = new ArrayList<>();

    private Decoder(byte[] bytes, ByteOrder order) {
        this.bytes = ByteBuffer.wrap(bytes).order(order);
        this.order = order;
    }

    /**
     * The instructions of a program.
     *
     * @param order the byte order of the object they come from
     * @throws ObjectException where the bytes end within an instruction, or an opcode, register, reserved field or
     *     second half of a wide instruction is not as the instruction set has it; it names slot, bytes and reason
     */
    public static List<Instruction> decode(byte[] bytes, ByteOrder order) {
        var decoder = new Decoder(bytes, order);
        while (decoder.bytes.hasRemaining()) {
            decoder.next();
        }
        return List.copyOf(decoder.decoded);
    }

    private void next() {
        int start = bytes.position();
        if (bytes.remaining() < Instruction.SLOT_BYTES) {
            throw refuse(start, bytes.limit(), "an instruction has 8 bytes, but the code ends before");
        }
        int opcode = Byte.toUnsignedInt(bytes.get());
        int registers = Byte.toUnsignedInt(bytes.get());
        int low = registers & 0xf;
        int high = registers >>> 4;
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        int offset = bytes.getShort();
        long imm = bytes.getInt();
        if (opcode == Instruction.LDDW) {
            imm = (imm & 0xffff_ffffL) | ((long) secondHalf(start) << 32);
        }
        var instruction = new Instruction(opcode, little ? low : high, little ? high : low, offset, imm);
        InstructionSet.refusal(instruction).ifPresent(reason -> {
            throw refuse(start, bytes.position(), reason);
        });
        decoded.add(instruction);
    }

    private int secondHalf(int start) {
        if (bytes.remaining() < Instruction.SLOT_BYTES) {
            throw refuse(start, bytes.limit(), "a wide load has 16 bytes, but the code ends before");
        }
        if (bytes.getInt() != 0) {
            throw refuse(
                    start,
                    start + 2 * Instruction.SLOT_BYTES,
                    "the second half of a wide load holds nothing but its immediate; the rest must be 0");
        }
        return bytes.getInt();
    }

    private ObjectException refuse(int start, int end, String reason) {
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes.array(), start, end);
        return new ObjectException(Diagnostic.error("slot %d (bytes %s) is not a BPF instruction: %s"
                .formatted(start / Instruction.SLOT_BYTES, hex, reason)));
    }
}
