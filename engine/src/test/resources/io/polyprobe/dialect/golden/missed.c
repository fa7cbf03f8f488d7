// What BCC leaves as it is, so that the kernel refuses the program.
#include <linux/in6.h>

#define s6_addr in6_u.u6_addr8
#define s6_addr32 in6_u.u6_addr32
#define COUNT(x) (x)->users.counter
BPF_HASH(counts, u32);

static inline int users_of(const atomic_t *users) { return users->counter; }
static inline int low(const struct in6_addr *address) { return address->s6_addr[15]; }

int kprobe__subscripts(struct pt_regs *ctx, struct socket_like *sk, struct in6_addr *daddr, int index)
{
    u32 sum = daddr->s6_addr[4] + daddr->s6_addr32[index] + sk->address.s6_addr[0] + sk->other->s6_addr[1];
    const u8 *bytes = daddr->s6_addr;
    return sum + bytes[2] + *(u16 *)&sk->ports[1] + sk->ports[index & 1];
}

int kprobe__inline_functions(struct pt_regs *ctx, struct socket_like *sk)
{
    if (users_of(&sk->users) > 1 && COUNT(sk) > 1)
        return low(sk->other) + low(&sk->address);
    return 0;
}

#define FIND(p) counts.lookup(p)
#define BUMP(table, key) ({ u64 *v = table.lookup(key); if (v) (*v)++; })
int kprobe__macros(struct pt_regs *ctx, struct socket_like *sk)
{
    u32 key = sk->ports[0];
    u16 port = ntohs(sk->ports[1]), swapped = bpf_ntohs(sk->ports[0]);
    BUMP(counts, &key);
    u64 *value = FIND(&key);
    counts.increment(ntohs(sk->ports[0]));
    return (value ? *value : 0) + port + swapped + (sk->ports[0] > 1 ? max(sk->ports[0], sk->ports[1]) : 0);
}
