/* Files: from the open file down to the file system that holds it. */
struct qstr {
    union {
        struct {
            u32 hash;
            u32 len;
        };
        u64 hash_len;
    };
    const unsigned char *name;
};

struct dentry {
    unsigned int d_flags;
    struct dentry *d_parent;
    struct qstr d_name;
    struct inode *d_inode;
    unsigned char d_iname[40];
    struct super_block *d_sb;
    unsigned long d_time;
    void *d_fsdata;
};

struct vfsmount {
    struct dentry *mnt_root;
    struct super_block *mnt_sb;
    int mnt_flags;
};

struct path {
    struct vfsmount *mnt;
    struct dentry *dentry;
};

struct inode {
    umode_t i_mode;
    unsigned short i_opflags;
    kuid_t i_uid;
    kgid_t i_gid;
    unsigned int i_flags;
    struct super_block *i_sb;
    unsigned long i_ino;
    unsigned int i_nlink;
    dev_t i_rdev;
    loff_t i_size;
    time64_t i_atime_sec;
    time64_t i_mtime_sec;
    time64_t i_ctime_sec;
    u32 i_atime_nsec;
    u32 i_mtime_nsec;
    u32 i_ctime_nsec;
    u32 i_generation;
    u8 i_blkbits;
    blkcnt_t i_blocks;
    void *i_private;
};

struct file_system_type {
    const char *name;
    int fs_flags;
};

struct super_block {
    dev_t s_dev;
    unsigned char s_blocksize_bits;
    unsigned long s_blocksize;
    loff_t s_maxbytes;
    struct file_system_type *s_type;
    unsigned long s_flags;
    unsigned long s_magic;
    struct dentry *s_root;
    char s_id[32];
};

struct file_operations {
    void *owner;
    void *read;
    void *write;
    void *read_iter;
    void *write_iter;
    void *open;
    void *fsync;
};

struct address_space;

struct file {
    const struct file_operations *f_op;
    struct address_space *f_mapping;
    fmode_t f_mode;
    void *private_data;
    struct inode *f_inode;
    unsigned int f_flags;
    const struct cred *f_cred;
    struct path f_path;
    loff_t f_pos;
};

struct fdtable {
    unsigned int max_fds;
    struct file **fd;
};

struct files_struct {
    atomic_t count;
    struct fdtable *fdt;
    struct fdtable fdtab;
    unsigned int next_fd;
    struct file *fd_array[64];
};

struct fs_struct {
    int users;
    int umask;
    int in_exec;
    struct path root;
    struct path pwd;
};

struct filename {
    const char *name;
    const char *uptr;
    atomic_t refcnt;
    const char iname[0];
};

struct open_how {
    __u64 flags;
    __u64 mode;
    __u64 resolve;
};

struct open_flags {
    int open_flag;
    umode_t mode;
    int acc_mode;
    int intent;
    int lookup_flags;
};

struct linux_binprm {
    struct mm_struct *mm;
    unsigned long p;
    struct file *executable;
    struct file *interpreter;
    struct file *file;
    struct cred *cred;
    int argc;
    int envc;
    const char *filename;
    const char *interp;
};

/* A read or write of a file under way. */
struct kiocb {
    struct file *ki_filp;
    loff_t ki_pos;
    int ki_flags;
};

/* A path being walked. */
struct nameidata {
    struct path path;
    struct qstr last;
    struct path root;
    struct inode *inode;
    unsigned int flags;
};

/* The first field has the name that it had until 6.2: by it tools see that functions take who mounted first. */
struct renamedata {
    struct user_namespace *old_mnt_userns;
    struct inode *old_dir;
    struct dentry *old_parent;
    struct dentry *old_dentry;
    struct dentry *new_parent;
    struct dentry *new_dentry;
    unsigned int flags;
};

struct iov_iter;
struct kstat;
