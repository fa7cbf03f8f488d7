struct key_t { u32 prefix; u8 address[4]; };
struct value_t { u64 count; };

BPF_TABLE("hash", u32, struct value_t, plain, 16);
BPF_TABLE("histogram", int, u64, slots, 16);
BPF_TABLE("histogram", struct key_t, u64, keyed, 16);
BPF_F_TABLE("hash", u32, u64, lazy, 16, BPF_F_NO_PREALLOC);
BPF_TABLE_PUBLIC("hash", u32, u64, shown, 16);
BPF_TABLE_SHARED("percpu_array", int, u64, shared, 16);
BPF_LPM_TRIE(routes, struct key_t, u32);
BPF_ARRAY(inner, u64, 8);
BPF_ARRAY_OF_MAPS(arrays, "inner", 4);
BPF_HASH_OF_MAPS(hashes, u32, "inner", 4);
BPF_QUEUE(queue, struct value_t, 8);
BPF_STACK(stack, u32, 8);
BPF_PROG_ARRAY(programs, 4);
BPF_PERF_ARRAY(counters, 4);
BPF_CGROUP_ARRAY(groups, 1);
BPF_STACK_TRACE_BUILDID(builds, 1000);
BPF_DEVMAP(devices, 4);
BPF_CPUMAP(cpus, 4);
BPF_XSKMAP(xsks, 4);
BPF_SOCKMAP(sockets, 4);
BPF_SOCKHASH(flows, struct key_t, 4);
BPF_SK_STORAGE(per_socket, struct value_t);
BPF_INODE_STORAGE(per_inode, struct value_t);
BPF_TASK_STORAGE(per_task, struct value_t);
BPF_CGROUP_STORAGE(per_cgroup, struct value_t);

int tables(struct pt_regs *ctx)
{
    u32 key = 1, zero = 0;
    int first = 0;
    u64 one = 1;
    struct value_t value = {}, *found;
    struct key_t address = {32, {127, 0, 0, 1}};

    found = plain.lookup_or_try_init(&key, &value);
    if (found)
        lock_xadd(&found->count, 2);
    plain.insert(&key, &value);
    slots.increment(first, 3);
    slots.atomic_increment(first);
    keyed.atomic_increment(address, 10);
    lazy.update(&key, &one);
    shown.increment(key);
    shared.increment(first);
    shown.delete(&key);
    u64 *pinned = lazy.lookup_or_init(&key, &one);
    (*pinned)++;
    u32 *route = routes.lookup(&address);
    void *map = arrays.lookup(&first);
    if (map)
        bpf_map_update_elem(map, &first, &one, BPF_ANY);
    map = hashes.lookup(&key);
    queue.push(&value, BPF_EXIST);
    queue.pop(&value);
    stack.peek(&key);
    if (groups.check_current_task(0) <= 0)
        return 0;
    programs.call(ctx, 2);
    return (route ? *route : 0) + counters.perf_read(CUR_CPU_IDENTIFIER) + builds.get_stackid(ctx, 0);
}

int redirect(struct xdp_md *ctx)
{
    int index = 3;
    if (xsks.lookup(&index))
        return xsks.redirect_map(index, 0);
    return index ? devices.redirect_map(0, 0) : cpus.redirect_map(0, 0);
}

int established(struct bpf_sock_ops *skops)
{
    struct key_t key = {};
    u32 first = 0;
    sockets.sock_map_update(skops, &first, BPF_ANY);
    flows.sock_hash_update(skops, &key, BPF_NOEXIST);
    return 1;
}

int message(struct sk_msg_md *msg)
{
    struct key_t key = {};
    return flows.msg_redirect_hash(msg, &key, 0);
}

int egress(struct __sk_buff *skb)
{
    struct value_t *value = per_cgroup.get_local_storage(0);
    value->count++;
    return 1;
}

LSM_PROBE(task_free, struct task_struct *task)
{
    struct value_t *value = per_task.task_storage_get(task, 0, 1);
    if (value)
        value->count++;
    per_task.task_storage_delete(task);
    return 0;
}
