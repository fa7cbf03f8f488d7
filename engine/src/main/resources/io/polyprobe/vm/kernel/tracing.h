/* What programs attached to tracepoints get as their context. */
struct bpf_raw_tracepoint_args {
    __u64 args[0];
};

struct bpf_perf_event_data {
    struct pt_regs regs;
    __u64 sample_period;
    __u64 addr;
};

struct trace_entry {
    unsigned short type;
    unsigned char flags;
    unsigned char preempt_count;
    int pid;
};

struct syscall_trace_enter {
    struct trace_entry ent;
    int nr;
    unsigned long args[0];
};

struct syscall_trace_exit {
    struct trace_entry ent;
    int nr;
    long ret;
};

struct trace_event_raw_sys_enter {
    struct trace_entry ent;
    long id;
    unsigned long args[6];
    char __data[0];
};

struct trace_event_raw_sys_exit {
    struct trace_entry ent;
    long id;
    long ret;
    char __data[0];
};

struct trace_event_raw_sched_switch {
    struct trace_entry ent;
    char prev_comm[16];
    pid_t prev_pid;
    int prev_prio;
    long prev_state;
    char next_comm[16];
    pid_t next_pid;
    int next_prio;
    char __data[0];
};

struct trace_event_raw_sched_wakeup_template {
    struct trace_entry ent;
    char comm[16];
    pid_t pid;
    int prio;
    int target_cpu;
    char __data[0];
};

struct trace_event_raw_sched_process_fork {
    struct trace_entry ent;
    u32 __data_loc_parent_comm;
    pid_t parent_pid;
    u32 __data_loc_child_comm;
    pid_t child_pid;
    char __data[0];
};

struct trace_event_raw_sched_process_exec {
    struct trace_entry ent;
    u32 __data_loc_filename;
    pid_t pid;
    pid_t old_pid;
    char __data[0];
};

struct trace_event_raw_sched_process_exit {
    struct trace_entry ent;
    char comm[16];
    pid_t pid;
    int prio;
    bool group_dead;
    char __data[0];
};
