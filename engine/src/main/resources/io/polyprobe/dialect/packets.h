/* Packets of a socket or an interface, read and written at an offset. Loads beyond the packet's end end the program. */
unsigned long long load_byte(void *skb, unsigned long long offset) asm("llvm.bpf.load.byte");
unsigned long long load_half(void *skb, unsigned long long offset) asm("llvm.bpf.load.half");
unsigned long long load_word(void *skb, unsigned long long offset) asm("llvm.bpf.load.word");
static __always_inline u64 load_dword(void *skb, u64 offset)
{
    return load_word(skb, offset) << 32 | load_word(skb, offset + 4);
}

/* A pointer to a packet's header is its offset from the start: NULL is where the packet begins. */
#define cursor_advance(cursor, size) \
    ({ \
        void *__pp_at = (cursor); \
        (cursor) += (size); \
        __pp_at; \
    })
