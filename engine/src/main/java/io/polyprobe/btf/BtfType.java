package io.polyprobe.btf;

import java.util.List;

/**
 * One type as the kernel's BTF document describes it ({@code Documentation/bpf/btf.rst}). References are type ids; id 0
 * is {@code void}. Anonymous types have the empty name.
 */
public sealed interface BtfType {
    /** The type's own name, empty where it has none. */
    default String name() {
        return "";
    }

    record Void() implements BtfType {
        @Override
        public String name() {
            return "void";
        }
    }

    /**
     * {@code BTF_KIND_INT}.
     *
     * @param size bytes
     * @param bits significant bits
     * @param bitOffset where they begin
     */
    record Int(String name, int size, int bits, int bitOffset, boolean signed, boolean isChar, boolean isBool)
            implements BtfType {}

    record Pointer(int target) implements BtfType {}

    record Array(int element, int index, int count) implements BtfType {}

    record Struct(String name, int size, List<Member> members) implements BtfType {}

    record Union(String name, int size, List<Member> members) implements BtfType {}

    /** {@code BTF_KIND_ENUM} and {@code BTF_KIND_ENUM64}. */
    record Enum(String name, int size, boolean signed, List<Enumerator> values) implements BtfType {}

    /** {@code struct name;} or {@code union name;} without a body. */
    record Forward(String name, boolean isUnion) implements BtfType {}

    record Typedef(String name, int target) implements BtfType {}

    record Volatile(int target) implements BtfType {}

    record Const(int target) implements BtfType {}

    record Restrict(int target) implements BtfType {}

    record Function(String name, int prototype, Linkage linkage) implements BtfType {}

    record Prototype(int result, List<Parameter> parameters, boolean variadic) implements BtfType {}

    record Variable(String name, int type, Linkage linkage) implements BtfType {}

    record DataSection(String name, int size, List<SectionVariable> variables) implements BtfType {}

    record Float(String name, int size) implements BtfType {}

    record DeclTag(String name, int target, int component) implements BtfType {}

    record TypeTag(String name, int target) implements BtfType {}

    /**
     * A field of a struct or union.
     *
     * @param bitOffset from the start of the struct
     * @param bitSize 0 where it is no bit field
     */
    record Member(String name, int type, int bitOffset, int bitSize) {}

    record Enumerator(String name, long value) {}

    record Parameter(String name, int type) {}

    record SectionVariable(int type, int offset, int size) {}

    /** {@code enum btf_func_linkage}, and the linkage of variables. */
    enum Linkage {
        STATIC(0),
        GLOBAL(1),
        EXTERN(2);

        private final int number;

        Linkage(int number) {
            this.number = number;
        }

        /** The number that BTF stores. */
        public int number() {
            return number;
        }
    }
}
