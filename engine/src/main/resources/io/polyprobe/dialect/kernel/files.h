/* Files: uapi/linux/stat.h, uapi/asm-generic/fcntl.h, linux/fs.h, linux/dcache.h, linux/kdev_t.h, uapi/linux/limits.h. */
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define S_IFLNK 0120000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFIFO 0010000
#define S_ISUID 0004000
#define S_ISGID 0002000
#define S_ISVTX 0001000
#define S_ISLNK(mode) (((mode) & S_IFMT) == S_IFLNK)
#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
#define S_ISBLK(mode) (((mode) & S_IFMT) == S_IFBLK)
#define S_ISFIFO(mode) (((mode) & S_IFMT) == S_IFIFO)
#define S_ISSOCK(mode) (((mode) & S_IFMT) == S_IFSOCK)

#define O_ACCMODE 00000003
#define O_RDONLY 00000000
#define O_WRONLY 00000001
#define O_RDWR 00000002
#define O_CREAT 00000100
#define O_EXCL 00000200
#define O_NOCTTY 00000400
#define O_TRUNC 00001000
#define O_APPEND 00002000
#define O_NONBLOCK 00004000
#define O_DSYNC 00010000
#define O_NOATIME 01000000
#define O_CLOEXEC 02000000
#define __O_SYNC 04000000
#define O_SYNC (__O_SYNC | O_DSYNC)
#define O_PATH 010000000
#define __O_TMPFILE 020000000
#define O_TMPFILE (__O_TMPFILE | O_DIRECTORY)
// where pt_regs.di
#define O_DIRECT 00040000
// where pt_regs.di
#define O_LARGEFILE 00100000
// where pt_regs.di
#define O_DIRECTORY 00200000
// where pt_regs.di
#define O_NOFOLLOW 00400000
// where user_pt_regs.regs
#define O_DIRECTORY 00040000
// where user_pt_regs.regs
#define O_NOFOLLOW 00100000
// where user_pt_regs.regs
#define O_DIRECT 00200000
// where user_pt_regs.regs
#define O_LARGEFILE 00400000
#define AT_FDCWD -100

#define FMODE_READ 0x1
#define FMODE_WRITE 0x2
#define FMODE_LSEEK 0x4
#define FMODE_PREAD 0x8
#define FMODE_PWRITE 0x10
#define FMODE_EXEC 0x20
#define FMODE_OPENED 0x80000
#define FMODE_CREATED 0x100000
#define MAY_EXEC 0x1
#define MAY_WRITE 0x2
#define MAY_READ 0x4
#define MAY_APPEND 0x8
#define MAY_OPEN 0x20
#define READ 0
#define WRITE 1

// where dentry.d_iname
#define DNAME_INLINE_LEN sizeof(((struct dentry *)0)->d_iname)
// where dentry.d_shortname
#define DNAME_INLINE_LEN sizeof(((struct dentry *)0)->d_shortname.string)
#define file_inode(file) POLYPROBE_FIELD((file)->f_inode)
#define d_inode(dentry) POLYPROBE_FIELD((dentry)->d_inode)

#define MINORBITS 20
#define MINORMASK ((1U << MINORBITS) - 1)
#define MAJOR(dev) ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev) ((unsigned int)((dev) & MINORMASK))
#define MKDEV(major, minor) (((major) << MINORBITS) | (minor))

#define PATH_MAX 4096
#define NAME_MAX 255
#define UIO_MAXIOV 1024
#define AT_EMPTY_PATH 0x1000
#define MS_RDONLY 1
#define MS_NOSUID 2
#define MS_NODEV 4
#define MS_NOEXEC 8
#define MS_REMOUNT 32
#define MS_BIND 4096
#define MS_MOVE 8192
#define MS_REC 16384
