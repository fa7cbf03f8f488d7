BPF_TABLE("extern", u32, u64, elsewhere, 16);
BPF_TABLE_PUBLIC("hash", u32, u64, shown, 16);
BPF_TABLE_PINNED("lru_hash", u32, u64, kept, 16, "/sys/fs/bpf/kept");
BPF_TABLE_PINNED("hash", u32, u64, kept_too, 16, "/sys/fs/bpf/kept_too", BPF_F_NO_PREALLOC);
BPF_QUEUESTACK_PUBLIC("queue", lines, u32, 8, 0);

int share(struct pt_regs *ctx)
{
    u32 key = 1;
    u64 one = 1;
    elsewhere.increment(key, 2);
    shown.increment(key);
    kept.delete(&key);
    kept_too.update(&key, &one);
    return lines.push(&key, BPF_ANY);
}
