/* Programs that record what they were given about calls of one process. No header: all they need stands here. */
typedef unsigned long long u64;
typedef unsigned int u32;

#define SEC(name) __attribute__((section(name), used))

struct pt_regs {
	u64 r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
};

struct open_how {
	u64 flags, mode, resolve;
};

struct state {
	u64 pid, calls, dfd, flags, mode, resolve, ret, returns, output, tid, inner_calls, inner_dfd, tp_calls, raw_calls,
		reads, read_size, fentry_calls, fexit_result, tgid, user_calls, user_argument, user_result, samples, typed_calls, denied_tid, denials, module_calls, requests, request;
};

struct state state;

struct {
	int (*type)[4]; /* perf event array */
	int (*key_size)[4];
	int (*value_size)[4];
} events SEC(".maps");

static void *(*get_current_task)(void) = (void *)35;
static u64 (*get_current_pid_tgid)(void) = (void *)14;
static long (*perf_event_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;
static long (*seq_write)(void *seq, const void *data, u32 size) = (void *)127;
static long (*copy_from_user)(void *dst, u32 size, const void *src) = (void *)148;
static long (*probe_read_user)(void *dst, u32 size, const void *src) = (void *)112;
static long (*probe_read_kernel)(void *dst, u32 size, const void *src) = (void *)113;

char LICENSE[] SEC("license") = "GPL";

static inline int ours(const void *name)
{
	char text[11] = {};

	if (get_current_pid_tgid() >> 32 != state.pid)
		return 0;
	probe_read_user(text, sizeof(text), name);
	return text[0] == '/' && text[1] == 'p' && text[2] == 'o' && text[3] == 'l' && text[4] == 'y' && text[5] == '-';
}

SEC("kprobe/do_sys_openat2") int on_open(struct pt_regs *ctx)
{
	struct open_how how = {};

	if (!ours((void *)ctx->si))
		return 0;
	probe_read_kernel(&how, sizeof(how), (void *)ctx->dx);
	state.calls++;
	state.dfd = ctx->di;
	state.flags = how.flags;
	state.mode = how.mode;
	state.resolve = how.resolve;
	state.tid = (u32)get_current_pid_tgid();
	state.output = perf_event_output(ctx, &events, 0xffffffff, &how, sizeof(how));
	return 0;
}

SEC("kretprobe/do_sys_openat2") int on_return(struct pt_regs *ctx)
{
	if (state.tid && (u32)get_current_pid_tgid() == state.tid) {
		state.returns++;
		state.ret = ctx->ax;
		state.tid = 0;
	}
	return 0;
}

SEC("kprobe/__x64_sys_openat") int on_call(struct pt_regs *ctx)
{
	struct pt_regs inner;

	probe_read_kernel(&inner, sizeof(inner), (void *)ctx->di);
	if (ours((void *)inner.si)) {
		state.inner_calls++;
		state.inner_dfd = inner.di;
	}
	return 0;
}

/* No field is where it is in the kernel; relocation finds it there. */
struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

SEC("raw_tracepoint/sys_enter") int on_task(u64 *ctx)
{
	struct task_struct *task = get_current_task();
	int tgid = 0;

	if (get_current_pid_tgid() >> 32 == state.pid) {
		probe_read_kernel(&tgid, sizeof(tgid), &task->tgid);
		state.tgid = tgid;
	}
	return 0;
}

struct sys_enter_openat {
	u64 common, nr, dfd, filename, flags, mode;
};

SEC("tracepoint/syscalls/sys_enter_openat") int on_tracepoint(struct sys_enter_openat *ctx)
{
	state.tp_calls += ours((void *)ctx->filename);
	return 0;
}

SEC("raw_tracepoint/sys_enter") int on_raw(u64 *ctx)
{
	struct pt_regs regs;

	if (ctx[1] == 257) {
		probe_read_kernel(&regs, sizeof(regs), (void *)ctx[0]);
		state.raw_calls += ours((void *)regs.si);
	}
	return 0;
}

SEC("kprobe/vfs_read") int on_read(struct pt_regs *ctx)
{
	if (get_current_pid_tgid() >> 32 == state.pid && ctx->dx == 4711) {
		state.reads++;
		state.read_size = ctx->dx;
	}
	return 0;
}

SEC("fentry/do_sys_openat2") int on_fentry(u64 *ctx)
{
	state.fentry_calls += ours((void *)ctx[1]);
	return 0;
}

SEC("fexit/do_sys_openat2") int on_fexit(u64 *ctx)
{
	if (ours((void *)ctx[1]))
		state.fexit_result = ctx[3];
	return 0;
}

SEC("uprobe") int on_abs(struct pt_regs *ctx)
{
	if (get_current_pid_tgid() >> 32 == state.pid) {
		state.user_calls++;
		state.user_argument = ctx->di;
	}
	return 0;
}

SEC("uretprobe") int on_abs_return(struct pt_regs *ctx)
{
	if (get_current_pid_tgid() >> 32 == state.pid)
		state.user_result = ctx->ax;
	return 0;
}

SEC("perf_event") int on_sample(void *ctx)
{
	state.samples += get_current_pid_tgid() >> 32 == state.pid;
	return 0;
}

SEC("tp_btf/sys_enter") int on_typed(u64 *ctx)
{
	state.typed_calls += ctx[1] == 257 && get_current_pid_tgid() >> 32 == state.pid;
	return 0;
}

struct bpf_iter_meta {
	void *seq;
} __attribute__((preserve_access_index));

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));

SEC("iter/task") int on_each_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task && task->tgid == state.pid)
		seq_write(ctx->meta->seq, "ours\n", 5);
	return 0;
}

SEC("fentry/v9fs_file_open") int on_module(u64 *ctx)
{
	state.module_calls += get_current_pid_tgid() >> 32 == state.pid;
	return 0;
}

/* Writes of the whole machine. */
struct request {
	u32 cmd_flags;
} __attribute__((preserve_access_index));

SEC("kprobe/blk_account_io_start") int on_request(struct pt_regs *ctx)
{
	u32 flags = 0;
	struct request *request = (void *)ctx->di;

	if (probe_read_kernel(&flags, sizeof(flags), &request->cmd_flags) == 0 && (flags & 0xff) == 1) {
		state.requests++;
		state.request = ctx->di;
	}
	return 0;
}

static inline int deny(void)
{
	if (!state.denied_tid || (u32)get_current_pid_tgid() != state.denied_tid)
		return 0;
	state.denials++;
	return -1; /* EPERM */
}

SEC("fmod_ret/security_file_open") int on_modify(u64 *ctx)
{
	return deny();
}

SEC("lsm/file_open") int on_lsm(u64 *ctx)
{
	return deny();
}

SEC("lsm.s/file_open") int on_lsm_that_sleeps(u64 *ctx)
{
	u64 word;

	copy_from_user(&word, sizeof(word), 0);
	return deny();
}

struct sk_buff {
	int no_such_field;
} __attribute__((preserve_access_index));

SEC("raw_tracepoint/sys_enter") int on_missing(u64 *ctx)
{
	struct sk_buff *skb = (void *)ctx[0];
	int value = 0;

	probe_read_kernel(&value, sizeof(value), &skb->no_such_field);
	return value;
}
