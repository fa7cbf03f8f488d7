package io.polyprobe.prototype;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an argument or a result is, with the name of the kernel's constant ({@code include/linux/bpf.h}). */
public enum Kind {
    /** {@code ARG_ANYTHING}: whatever the register holds, as long as it holds something. */
    ANY("any"),

    /** {@code ARG_CONST_MAP_PTR}: a map itself. */
    MAP("map"),

    /** {@code ARG_PTR_TO_MAP_KEY}: as many bytes as the map's keys have. */
    KEY("key"),

    /** {@code ARG_PTR_TO_MAP_VALUE}, {@code RET_PTR_TO_MAP_VALUE}: as many bytes as the map's values have. */
    VALUE("value"),

    /** {@code ARG_PTR_TO_MEM}: bytes, whose number is the next argument. */
    MEMORY("mem"),

    /** {@code ARG_PTR_TO_FIXED_SIZE_MEM}: {@link Argument#size} bytes. */
    FIXED_MEMORY("fixed"),

    /** {@code ARG_CONST_SIZE}, nullable as {@code ARG_CONST_SIZE_OR_ZERO}: the bytes of the argument before. */
    SIZE("size"),

    /** {@code ARG_CONST_ALLOC_SIZE_OR_ZERO}: a constant, the bytes of the result. */
    ALLOCATION_SIZE("alloc-size"),

    /** {@code ARG_PTR_TO_CTX}: the program's context. */
    CONTEXT("ctx"),

    /** {@code ARG_PTR_TO_STACK}: the program's stack, for a callback. */
    STACK("stack"),

    /** {@code ARG_PTR_TO_FUNC}: a function of the program. */
    FUNCTION("func"),

    /** {@code ARG_PTR_TO_CONST_STR}: a string in a frozen map that programs cannot write. */
    STRING("string"),

    /** {@code ARG_PTR_TO_SPIN_LOCK}: the {@code struct bpf_spin_lock} of a map's value. */
    SPIN_LOCK("spin-lock"),

    /** {@code ARG_PTR_TO_TIMER}: the {@code struct bpf_timer} of a map's value. */
    TIMER("timer"),

    /** {@code ARG_KPTR_XCHG_DEST}: a pointer to a kernel object in a map's value. */
    KPTR("kptr"),

    /** {@code ARG_PTR_TO_DYNPTR}: a {@code struct bpf_dynptr} on the stack. */
    DYNPTR("dynptr"),

    /** {@code ARG_PTR_TO_RINGBUF_MEM}, {@code RET_PTR_TO_RINGBUF_MEM}: what was reserved in a ring buffer. */
    RING_BUFFER_MEMORY("ringbuf-mem"),

    /** {@code RET_PTR_TO_DYNPTR_MEM}: bytes of a dynptr. */
    DYNPTR_MEMORY("dynptr-mem"),

    /** {@code ARG_PTR_TO_SOCK_COMMON}, {@code RET_PTR_TO_SOCK_COMMON}. */
    SOCK_COMMON("sock-common"),

    /** {@code ARG_PTR_TO_SOCKET}, {@code RET_PTR_TO_SOCKET}. */
    SOCKET("socket"),

    /** {@code RET_PTR_TO_TCP_SOCK}. */
    TCP_SOCK("tcp-sock"),

    /** {@code ARG_PTR_TO_BTF_ID_SOCK_COMMON}: a socket, as the program's own structure or as the kernel's. */
    BTF_SOCK_COMMON("btf-sock-common"),

    /** {@code ARG_PTR_TO_BTF_ID}, {@code RET_PTR_TO_BTF_ID}: the kernel's {@link Argument#structure}. */
    BTF("btf"),

    /** {@code ARG_PTR_TO_PERCPU_BTF_ID}: a per-CPU variable of the kernel. */
    PER_CPU_BTF("percpu-btf"),

    /** {@code RET_PTR_TO_MEM_OR_BTF_ID}: what a per-CPU variable is. */
    MEMORY_OR_BTF("mem-or-btf"),

    /** {@code RET_INTEGER}. */
    INTEGER("int"),

    /** {@code RET_VOID}. */
    VOID("void");

    private static final Map<String, Kind> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.word, Function.identity()));

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    static Kind of(String word) {
        Kind kind = BY_WORD.get(word);
        if (kind == null) {
            throw new IllegalArgumentException("no kind of argument is called " + word);
        }
        return kind;
    }
}
