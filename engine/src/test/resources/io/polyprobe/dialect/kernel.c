/* A kernel of a few types, for tests that must give the same on every machine. */
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef int pid_t;
struct pt_regs {
    unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};
struct list_head {
    struct list_head *next, *prev;
};
struct mm_struct {
    unsigned long pgd;
};
struct task_struct {
    pid_t pid;
    pid_t tgid;
    struct list_head children;
    struct task_struct *real_parent;
    struct mm_struct *mm;
    char comm[16];
};
struct kvec {
    void *iov_base;
    unsigned long iov_len;
};
struct iov_iter {
    unsigned char iter_type;
    union {
        struct kvec first;
        const struct kvec *kvec;
    };
};
struct filename {
    const char *name;
};
/* Names that scripts like to use for types of their own. */
typedef __u32 key_t;
struct event {
    int what;
};
struct flags {
    unsigned char before;
    unsigned low : 3, high : 13;
    int sign : 4;
    struct {
        unsigned : 9, inner : 21;
    };
    struct flags *more;
};
struct holder {
    struct flags flags;
    struct event event;
    key_t key;
};
struct seq_file {
    unsigned long count;
};
struct bpf_iter_meta {
    struct seq_file *seq;
};
struct bpf_iter__task {
    struct bpf_iter_meta *meta;
    struct task_struct *task;
};
struct __sk_buff {
    __u32 len;
};
struct xdp_md {
    __u32 data;
};
struct iov_iter vectors;
struct __sk_buff packet;
struct xdp_md frame;
typedef struct {
    int counter;
} atomic_t;
struct in6_addr {
    union {
        unsigned char u6_addr8[16];
        __u32 u6_addr32[4];
    } in6_u;
};
struct socket_like {
    atomic_t users;
    struct in6_addr address;
    struct in6_addr *other;
    unsigned short ports[2];
};
struct socket_like *sockets;
struct in6_addr *addresses;
struct in6_addr address;
struct task_struct *tasks;
struct bpf_iter__task *iterated;
struct bpf_iter_meta iteration;
struct pt_regs *registers;
struct filename *files;
struct holder *holders;
struct mm_struct space;
