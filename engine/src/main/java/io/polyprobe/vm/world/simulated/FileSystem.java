package io.polyprobe.vm.world.simulated;

/**
 * A kind of file system with the functions behind its {@code struct file_operations}.
 *
 * <p>Magic numbers are those of {@code include/uapi/linux/magic.h} and {@code fs/xfs/libxfs/xfs_format.h}.
 */
enum FileSystem {
    EXT4(0xef53, "ext4_file_read_iter", "ext4_file_write_iter", "ext4_file_open", "ext4_sync_file"),
    XFS(0x5846_5342, "xfs_file_read_iter", "xfs_file_write_iter", "xfs_file_open", "xfs_file_fsync"),
    BTRFS(0x9123_683eL, "generic_file_read_iter", "btrfs_file_write_iter", "generic_file_open", "btrfs_sync_file"),
    PROC(0x9fa0),
    DEVTMPFS(0x0102_1994),
    SOCKFS(0x534f_434b);

    final long magic;
    final String readIter;
    final String writeIter;
    final String open;
    final String fsync;

    /** One whose files are in memory: nothing below {@code vfs_read} and its like is of interest. */
    FileSystem(long magic) {
        this(magic, "", "", "", "");
    }

    FileSystem(long magic, String readIter, String writeIter, String open, String fsync) {
        this.magic = magic;
        this.readIter = readIter;
        this.writeIter = writeIter;
        this.open = open;
        this.fsync = fsync;
    }

    /** Whether files lie on a disk. */
    boolean onDisk() {
        return !readIter.isEmpty();
    }

    String type() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
