/**
 * The BPF instruction set: RFC 9669 through cpu v4, and what Linux has added since.
 *
 * <p>A program is a list of {@link io.polyprobe.isa.Instruction}s, plain records of the encoded fields. What one of them
 * does is its {@link io.polyprobe.isa.Operation}, found by {@link io.polyprobe.isa.InstructionSet#operation}: a sealed
 * family to switch over. The meaning of each is stated once, by {@link io.polyprobe.isa.AluOp},
 * {@link io.polyprobe.isa.ByteSwap}, {@link io.polyprobe.isa.Condition}, {@link io.polyprobe.isa.Size} and
 * {@link io.polyprobe.isa.AtomicOp}; whoever runs, translates or verifies programs goes by these.
 *
 * <p>Behind it lies one table. A row has an opcode byte, the values its fields may have, the operation, and the text it
 * is written as. {@link io.polyprobe.isa.Decoder} and {@link io.polyprobe.isa.Encoder} refuse what no row allows, and
 * {@link io.polyprobe.isa.Disassembler} and {@link io.polyprobe.isa.Assembler} read the same text in two directions.
 *
 * <pre>{@code
 * program     = instruction*                 positions and jump distances count slots of 8 bytes
 * instruction = opcode dst src offset imm    one slot; a wide load has two, the second for the high half of imm
 * operation   = Alu | Swap | AddressSpaceCast
 *             | Goto | Jump | MayGoto | Call | Exit
 *             | Load | Store | Atomic | LoadWide | LoadPacket
 * }</pre>
 */
@NullMarked
package io.polyprobe.isa;

import org.jspecify.annotations.NullMarked;
