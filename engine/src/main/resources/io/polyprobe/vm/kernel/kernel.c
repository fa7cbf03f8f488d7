/*
 * The virtual kernel's types and functions. Compiled into kernel.btf, which is what the engine reads: to change a type,
 * change it here and run
 *
 *     mvn test -pl engine -Dtest=KernelTypesTest -Dpolyprobe.regenerate=true
 *
 * Names are Linux's, so that scripts written for Linux find what they look for; a struct holds the fields that tracing
 * scripts read and no others, so its size is its own. What depends on a layout takes it from the BTF, as CO-RE does on
 * Linux.
 */
#include "base.h"
#include "regs.h"
#include "tasks.h"
#include "files.h"
#include "tracing.h"
#include "network.h"
#include "hooks.h"

/* Compilers record a type where something uses it: this names those that no function below takes. */
union virtual_kernel {
    u_int8_t a0;
    u_int16_t a1;
    u_int32_t a2;
    u_int64_t a3;
    int8_t a4;
    int16_t a5;
    int32_t a6;
    int64_t a7;
    uint8_t a8;
    uint16_t a9;
    uint32_t a10;
    uint64_t a11;
    __le16 a12;
    __le32 a13;
    __le64 a14;
    __be64 a15;
    __wsum a16;
    uint a17;
    ulong a18;
    off_t a19;
    clockid_t a20;
    ktime_t a21;
    gfp_t a22;
    sector_t a23;
    errseq_t a24;
    s8 a25;
    s16 a26;
    enum pid_type a27;
    enum xdp_action a28;
    struct timespec64 a29;
    struct __kernel_timespec a30;
    struct hlist_head a31;
    struct hlist_node a32;
    struct task_struct t0;
    struct pid_namespace t1;
    struct inode t2;
    struct file t3;
    struct linux_binprm t4;
    struct open_flags t5;
    struct css_set b0;
    struct cgroup b1;
    struct kernfs_node b2;
    struct signal_struct b3;
    struct nsproxy b4;
    struct uts_namespace b5;
    struct mnt_namespace b6;
    struct pid b7;
    struct cred b8;
    struct mm_struct b9;
    struct dentry c0;
    struct vfsmount c1;
    struct file_system_type c2;
    struct super_block c3;
    struct files_struct c4;
    struct fs_struct c5;
    struct bpf_raw_tracepoint_args d0;
    struct bpf_perf_event_data d1;
    struct syscall_trace_enter d2;
    struct syscall_trace_exit d3;
    struct trace_event_raw_sys_enter d4;
    struct trace_event_raw_sys_exit d5;
    struct trace_event_raw_sched_switch d6;
    struct trace_event_raw_sched_wakeup_template d7;
    struct trace_event_raw_sched_process_fork d8;
    struct trace_event_raw_sched_process_exec d9;
    struct trace_event_raw_sched_process_exit d10;
    struct xdp_md e0;
    struct __sk_buff e1;
    struct ethhdr e2;
    struct iphdr e3;
    struct udphdr e4;
    struct tcphdr e5;
    btf_trace_sys_enter g0;
    btf_trace_sys_exit g1;
    btf_trace_sched_switch g2;
    btf_trace_sched_process_fork g3;
    btf_trace_sched_process_exec g4;
    btf_trace_sched_process_exit g5;
    enum {
        TASK_COMM_LEN = 16,
    } f0;
    enum {
        BPF_ANY = 0,
        BPF_NOEXIST = 1,
        BPF_EXIST = 2,
        BPF_F_LOCK = 4,
    } f1;
};

int virtual_kernel(union virtual_kernel *types) { return 0; }

/* The functions that the simulated world calls; kprobe, fentry and their like attach to these. */
#define SYSCALL(name) \
    long __x64_sys_##name(const struct pt_regs *regs) { return 0; }

SYSCALL(access)
SYSCALL(clone)
SYSCALL(clock_nanosleep)
SYSCALL(close)
SYSCALL(execve)
SYSCALL(exit_group)
SYSCALL(fsync)
SYSCALL(getdents64)
SYSCALL(newfstatat)
SYSCALL(open)
SYSCALL(openat)
SYSCALL(openat2)
SYSCALL(read)
SYSCALL(sync)
SYSCALL(unlinkat)
SYSCALL(wait4)
SYSCALL(write)

long do_sys_openat2(int dfd, const char *filename, struct open_how *how) { return 0; }
struct file *do_filp_open(int dfd, struct filename *pathname, const struct open_flags *op) { return 0; }
int vfs_open(const struct path *path, struct file *file) { return 0; }
long ksys_read(unsigned int fd, char *buf, size_t count) { return 0; }
long vfs_read(struct file *file, char *buf, size_t count, loff_t *pos) { return 0; }
long ksys_write(unsigned int fd, const char *buf, size_t count) { return 0; }
long vfs_write(struct file *file, const char *buf, size_t count, loff_t *pos) { return 0; }
int vfs_fsync(struct file *file, int datasync) { return 0; }
void ksys_sync(void) {}
int filp_close(struct file *filp, void *id) { return 0; }
int do_unlinkat(int dfd, struct filename *name) { return 0; }
int vfs_statx(int dfd, struct filename *filename, int flags, void *stat, u32 request_mask) { return 0; }
pid_t kernel_clone(struct kernel_clone_args *args) { return 0; }
void wake_up_new_task(struct task_struct *p) {}
int bprm_execve(struct linux_binprm *bprm) { return 0; }
void do_exit(long code) {}
int finish_task_switch(struct task_struct *prev) { return 0; }
int try_to_wake_up(struct task_struct *p, unsigned int state, int wake_flags) { return 0; }
