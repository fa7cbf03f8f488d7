/* BCC's names of probes. A function's name says what it is attached to. */
#define TRACEPOINT_PROBE(category, event) \
    POLYPROBE_ENTRY("tracepoint__" #category "__" #event) \
    int tracepoint__##category##__##event(struct tracepoint__##category##__##event *args)
#define RAW_TRACEPOINT_PROBE(event) \
    POLYPROBE_ENTRY("raw_tracepoint__" #event) \
    int raw_tracepoint__##event(struct bpf_raw_tracepoint_args *ctx)
#define BPF_ITER(target) \
    POLYPROBE_ENTRY("bpf_iter__" #target) \
    int bpf_iter__##target(struct bpf_iter__##target *ctx)

/* The kernel hands a trampoline's program the parameters as an array of 64-bit words; the author's function gets each as
 * the type he declares. Conversions to numbers are meant, hence no warning. */
#define POLYPROBE_NTH(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, n, ...) n
#define POLYPROBE_WORDS(...) \
    POLYPROBE_NTH(0, ##__VA_ARGS__, POLYPROBE_WORD12, POLYPROBE_WORD11, POLYPROBE_WORD10, POLYPROBE_WORD9, \
        POLYPROBE_WORD8, POLYPROBE_WORD7, POLYPROBE_WORD6, POLYPROBE_WORD5, POLYPROBE_WORD4, POLYPROBE_WORD3, \
        POLYPROBE_WORD2, POLYPROBE_WORD1, POLYPROBE_WORD0)
#define POLYPROBE_WORD0 ctx
#define POLYPROBE_WORD1 POLYPROBE_WORD0, (void *)ctx[0]
#define POLYPROBE_WORD2 POLYPROBE_WORD1, (void *)ctx[1]
#define POLYPROBE_WORD3 POLYPROBE_WORD2, (void *)ctx[2]
#define POLYPROBE_WORD4 POLYPROBE_WORD3, (void *)ctx[3]
#define POLYPROBE_WORD5 POLYPROBE_WORD4, (void *)ctx[4]
#define POLYPROBE_WORD6 POLYPROBE_WORD5, (void *)ctx[5]
#define POLYPROBE_WORD7 POLYPROBE_WORD6, (void *)ctx[6]
#define POLYPROBE_WORD8 POLYPROBE_WORD7, (void *)ctx[7]
#define POLYPROBE_WORD9 POLYPROBE_WORD8, (void *)ctx[8]
#define POLYPROBE_WORD10 POLYPROBE_WORD9, (void *)ctx[9]
#define POLYPROBE_WORD11 POLYPROBE_WORD10, (void *)ctx[10]
#define POLYPROBE_WORD12 POLYPROBE_WORD11, (void *)ctx[11]
/* As libbpf has it: the result's type comes before it, and SEC("...") before that. */
#define BPF_PROG(name, ...) \
    name(unsigned long long *ctx); \
    static __always_inline __typeof__(name(0)) polyprobe_##name(unsigned long long *ctx, ##__VA_ARGS__); \
    __typeof__(name(0)) name(unsigned long long *ctx) \
    { \
        _Pragma("clang diagnostic push") \
        _Pragma("clang diagnostic ignored \"-Wint-conversion\"") \
        return polyprobe_##name(POLYPROBE_WORDS(__VA_ARGS__)); \
        _Pragma("clang diagnostic pop") \
    } \
    static __always_inline __typeof__(name(0)) polyprobe_##name(unsigned long long *ctx, ##__VA_ARGS__)
#define POLYPROBE_TYPED(name, ...) POLYPROBE_ENTRY(#name) int BPF_PROG(name, ##__VA_ARGS__)
#define KFUNC_PROBE(function, ...) POLYPROBE_TYPED(kfunc__vmlinux__##function, ##__VA_ARGS__)
/* The last parameter is what the function returns. */
#define KRETFUNC_PROBE(function, ...) POLYPROBE_TYPED(kretfunc__vmlinux__##function, ##__VA_ARGS__)
#define MODULE_KFUNC_PROBE(module, function, ...) POLYPROBE_TYPED(kfunc__##module##__##function, ##__VA_ARGS__)
#define MODULE_KRETFUNC_PROBE(module, function, ...) POLYPROBE_TYPED(kretfunc__##module##__##function, ##__VA_ARGS__)
#define KMOD_RET(function, ...) POLYPROBE_TYPED(kmod_ret__##function, ##__VA_ARGS__)
#define LSM_PROBE(hook, ...) POLYPROBE_TYPED(lsm__##hook, ##__VA_ARGS__)
