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
#include "blocks.h"
#include "sockets.h"
#include "memory.h"

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
    enum req_op l0;
    enum req_flag_bits l1;
    enum tcp_ca_state l2;
    enum sock_type l3;
    enum skb_drop_reason l4;
    enum iter_type l5;
    struct request l6;
    struct tcp_sock l7;
    struct sockaddr_in l8;
    struct sockaddr_in6 l9;
    struct proto h0;
    struct proto_ops h1;
    struct cmsghdr h2;
    struct tcp_skb_cb h3;
    struct file_operations h4;
    struct kiocb h5;
    struct nameidata h6;
    struct renamedata h7;
    struct user_namespace h8;
    struct cfs_rq h9;
    struct iovec i0;
    struct kvec i1;
    struct net i2;
    struct folio i3;
    struct request_queue i5;
    struct gendisk i6;
    struct block_device i7;
    struct net_device i8;
    struct virtio_device i9;
    struct device_driver j0;
    enum irqreturn j1;
    enum zone_stat_item j2;
    struct address_space k0;
    struct bio k1;
    struct filename k2;
    struct inet_sock k3;
    struct iov_iter k4;
    struct kernel_clone_args k5;
    struct kmem_cache k6;
    struct msghdr k7;
    struct mutex k8;
    struct oom_control k9;
    struct open_how k10;
    struct page k11;
    struct pt_regs k12;
    struct readahead_control k13;
    struct scatterlist k14;
    struct sk_buff k15;
    struct socket k16;
    struct virtqueue k17;
    enum {
        TCP_ESTABLISHED = 1,
        TCP_SYN_SENT,
        TCP_SYN_RECV,
        TCP_FIN_WAIT1,
        TCP_FIN_WAIT2,
        TCP_TIME_WAIT,
        TCP_CLOSE,
        TCP_CLOSE_WAIT,
        TCP_LAST_ACK,
        TCP_LISTEN,
        TCP_CLOSING,
        TCP_NEW_SYN_RECV,
    } i4;
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

SYSCALL(accept4)
SYSCALL(access)
SYSCALL(bind)
SYSCALL(clone)
SYSCALL(clock_nanosleep)
SYSCALL(close)
SYSCALL(connect)
SYSCALL(execve)
SYSCALL(exit_group)
SYSCALL(fsync)
SYSCALL(futex)
SYSCALL(getdents64)
SYSCALL(kill)
SYSCALL(listen)
SYSCALL(mkdirat)
SYSCALL(mount)
SYSCALL(newfstatat)
SYSCALL(newlstat)
SYSCALL(newstat)
SYSCALL(open)
SYSCALL(openat)
SYSCALL(openat2)
SYSCALL(read)
SYSCALL(recvfrom)
SYSCALL(recvmsg)
SYSCALL(renameat2)
SYSCALL(sendmsg)
SYSCALL(sendto)
SYSCALL(shmat)
SYSCALL(shmctl)
SYSCALL(shmdt)
SYSCALL(shmget)
SYSCALL(socket)
SYSCALL(statfs)
SYSCALL(statx)
SYSCALL(sync)
SYSCALL(umount)
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
int vfs_fsync_range(struct file *file, loff_t start, loff_t end, int datasync) { return 0; }
int vfs_create(struct user_namespace *ns, struct inode *dir, struct dentry *dentry, umode_t mode, bool want_excl) {
    return 0;
}
int security_inode_create(struct inode *dir, struct dentry *dentry, umode_t mode) { return 0; }
int vfs_unlink(struct user_namespace *ns, struct inode *dir, struct dentry *dentry, struct inode **delegated) {
    return 0;
}
int vfs_rename(struct renamedata *rd) { return 0; }
int vfs_mkdir(struct user_namespace *ns, struct inode *dir, struct dentry *dentry, umode_t mode) { return 0; }
int vfs_rmdir(struct user_namespace *ns, struct inode *dir, struct dentry *dentry) { return 0; }
struct dentry *lookup_fast(struct nameidata *nd) { return 0; }
struct dentry *d_lookup(const struct dentry *parent, const struct qstr *name) { return 0; }
ssize_t tty_write(struct kiocb *iocb, struct iov_iter *from) { return 0; }
int cap_capable(const struct cred *cred, struct user_namespace *ns, int cap, unsigned int opts) { return 0; }
int sched_fork(unsigned long clone_flags, struct task_struct *p) { return 0; }

/* File systems, each with the functions behind its struct file_operations. */
#define FILE_SYSTEM(read_iter, write_iter, open, fsync) \
    ssize_t read_iter(struct kiocb *iocb, struct iov_iter *to) { return 0; } \
    ssize_t write_iter(struct kiocb *iocb, struct iov_iter *from) { return 0; } \
    int open(struct inode *inode, struct file *file) { return 0; } \
    int fsync(struct file *file, loff_t start, loff_t end, int datasync) { return 0; }

FILE_SYSTEM(ext4_file_read_iter, ext4_file_write_iter, ext4_file_open, ext4_sync_file)
FILE_SYSTEM(xfs_file_read_iter, xfs_file_write_iter, xfs_file_open, xfs_file_fsync)
FILE_SYSTEM(generic_file_read_iter, btrfs_file_write_iter, generic_file_open, btrfs_sync_file)
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
