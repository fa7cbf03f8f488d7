/* Processes: the fields that tracing scripts look at, under the kernel's names. */
enum pid_type {
    PIDTYPE_PID,
    PIDTYPE_TGID,
    PIDTYPE_PGID,
    PIDTYPE_SID,
    PIDTYPE_MAX,
};

struct thread_info {
    unsigned long flags;
    unsigned long syscall_work;
    u32 status;
    u32 cpu;
};

typedef struct {
    u64 val;
} kernel_cap_t;

struct cred {
    atomic_long_t usage;
    kuid_t uid;
    kgid_t gid;
    kuid_t suid;
    kgid_t sgid;
    kuid_t euid;
    kgid_t egid;
    kuid_t fsuid;
    kgid_t fsgid;
    unsigned int securebits;
    kernel_cap_t cap_inheritable;
    kernel_cap_t cap_permitted;
    kernel_cap_t cap_effective;
    kernel_cap_t cap_bset;
    kernel_cap_t cap_ambient;
};

struct ns_common {
    unsigned int inum;
    refcount_t count;
};

struct pid_namespace {
    unsigned int level;
    int pid_max;
    struct pid_namespace *parent;
    struct ns_common ns;
};

struct mnt_namespace {
    struct ns_common ns;
};

struct new_utsname {
    char sysname[65];
    char nodename[65];
    char release[65];
    char version[65];
    char machine[65];
    char domainname[65];
};

struct uts_namespace {
    struct new_utsname name;
    struct ns_common ns;
};

struct nsproxy {
    refcount_t count;
    struct uts_namespace *uts_ns;
    struct mnt_namespace *mnt_ns;
    struct pid_namespace *pid_ns_for_children;
};

struct upid {
    int nr;
    struct pid_namespace *ns;
};

struct pid {
    refcount_t count;
    unsigned int level;
    struct upid numbers[1];
};

struct mm_struct {
    unsigned long start_code;
    unsigned long end_code;
    unsigned long start_data;
    unsigned long end_data;
    unsigned long start_brk;
    unsigned long brk;
    unsigned long start_stack;
    unsigned long arg_start;
    unsigned long arg_end;
    unsigned long env_start;
    unsigned long env_end;
    unsigned long total_vm;
    struct file *exe_file;
};

struct kernfs_node {
    u64 id;
    const char *name;
};

struct cgroup {
    struct kernfs_node *kn;
    int level;
};

struct css_set {
    struct cgroup *dfl_cgrp;
};

struct signal_struct {
    int nr_threads;
    int group_exit_code;
    struct pid *pids[4];
};

struct load_weight {
    unsigned long weight;
    u32 inv_weight;
};

/* The queue of tasks that wait for a CPU. */
struct cfs_rq {
    struct load_weight load;
    unsigned int nr_queued;
    unsigned int h_nr_queued;
};

struct sched_entity {
    struct load_weight load;
    u64 exec_start;
    u64 sum_exec_runtime;
    u64 vruntime;
    struct cfs_rq *cfs_rq;
};

struct user_namespace {
    int level;
    struct ns_common ns;
};

struct task_struct {
    struct thread_info thread_info;
    unsigned int __state;
    struct sched_entity se;
    void *stack;
    refcount_t usage;
    unsigned int flags;
    unsigned int ptrace;
    int on_cpu;
    int recent_used_cpu;
    int wake_cpu;
    int on_rq;
    int prio;
    int static_prio;
    int normal_prio;
    unsigned int rt_priority;
    unsigned int policy;
    int nr_cpus_allowed;
    struct list_head tasks;
    struct mm_struct *mm;
    struct mm_struct *active_mm;
    int exit_state;
    int exit_code;
    int exit_signal;
    int pdeath_signal;
    unsigned int in_execve : 1;
    unsigned int in_iowait : 1;
    pid_t pid;
    pid_t tgid;
    struct task_struct *real_parent;
    struct task_struct *parent;
    struct list_head children;
    struct list_head sibling;
    struct task_struct *group_leader;
    struct pid *thread_pid;
    u64 utime;
    u64 stime;
    unsigned long nvcsw;
    unsigned long nivcsw;
    u64 start_time;
    u64 start_boottime;
    unsigned long min_flt;
    unsigned long maj_flt;
    const struct cred *real_cred;
    const struct cred *cred;
    char comm[16];
    struct fs_struct *fs;
    struct files_struct *files;
    struct nsproxy *nsproxy;
    struct signal_struct *signal;
    kuid_t loginuid;
    unsigned int sessionid;
    struct css_set *cgroups;
};

struct kernel_clone_args {
    u64 flags;
    int *pidfd;
    int *child_tid;
    int *parent_tid;
    const char *name;
    int exit_signal;
    unsigned long stack;
    unsigned long stack_size;
    unsigned long tls;
};
