TRACEPOINT_PROBE(syscalls, sys_enter_openat)
{
    char name[32];
    bpf_probe_read_user_str(name, sizeof(name), args->filename);
    bpf_trace_printk("%d %s %d\n", args->dfd, name, args->mode);
    return args->__syscall_nr;
}

int on_exec(struct tracepoint__sched__sched_process_exec *args)
{
    char name[32];
    TP_DATA_LOC_READ_CONST(name, filename, sizeof(name));
    return args->pid - args->old_pid;
}

TRACEPOINT_PROBE(raw_syscalls, sys_enter) { return args->id + args->args[5]; }

int on_switch(struct tracepoint__sched__sched_switch *args)
{
    return args->prev_comm[15] + args->prev_pid + args->prev_state + args->forced + args->ports[1];
}

RAW_TRACEPOINT_PROBE(sys_enter)
{
    return ctx->args[1];
}
