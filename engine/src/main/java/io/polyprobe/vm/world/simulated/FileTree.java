package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The one file system: {@code dentry}, {@code inode} and the mount above them, made when a path is first met. */
final class FileTree {
    private static final long EXT4_MAGIC = 0xef53;
    private static final int DIRECTORY = 0x4000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int REGULAR = 0x8000;
    /** {@code MKDEV(8, 1)}, sda1. */
    private static final long DEVICE = 8L << 20 | 1;

    private final KernelHeap heap;
    private final KernelObject superBlock;
    private final KernelObject mount;
    private final Map<String, KernelObject> dentries = new HashMap<>();
    private final Map<String, KernelObject> inodes = new HashMap<>();

    FileTree(KernelHeap heap) {
        this.heap = heap;
        var type = heap.allocate("file_system_type").set("name", heap.string("ext4"));
        superBlock = heap.allocate("super_block")
                .set("s_dev", DEVICE)
                .set("s_blocksize_bits", 12)
                .set("s_blocksize", 4096)
                .set("s_type", type)
                .set("s_magic", EXT4_MAGIC)
                .set("s_id", "sda1".getBytes(StandardCharsets.US_ASCII));
        KernelObject root = dentry("/");
        superBlock.set("s_root", root);
        mount = heap.allocate("vfsmount").set("mnt_root", root).set("mnt_sb", superBlock);
    }

    /** The dentry of an absolute path; its ancestors come into being with it. */
    KernelObject dentry(String path) {
        KernelObject known = dentries.get(path);
        if (known != null) {
            return known;
        }
        int slash = path.lastIndexOf('/');
        String name = path.equals("/") ? "/" : path.substring(slash + 1);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        KernelObject dentry = heap.allocate("dentry");
        boolean isRoot = path.equals("/") || slash < 0; // sockets have a dentry too, but no path
        KernelObject parent = isRoot ? dentry : dentry(slash == 0 ? "/" : path.substring(0, slash));
        dentry.set("d_parent", parent)
                .set("d_name.hash", name.hashCode())
                .set("d_name.len", bytes.length)
                .set("d_inode", inode(path))
                .set("d_sb", superBlock);
        if (bytes.length < 40) {
            dentry.set("d_iname", bytes).set("d_name.name", dentry.addressOf("d_iname"));
        } else {
            dentry.set("d_name.name", heap.string(name));
        }
        dentries.put(path, dentry);
        return dentry;
    }

    /** Fills a {@code struct path}. */
    void point(KernelObject object, String field, String path) {
        object.set(field + ".mnt", mount).set(field + ".dentry", dentry(path));
    }

    KernelObject inodeOf(String path) {
        dentry(path);
        return inode(path);
    }

    private KernelObject inode(String path) {
        return inodes.computeIfAbsent(path, this::makeInode);
    }

    private KernelObject makeInode(String path) {
        boolean directory = path.startsWith("/") && path.indexOf('/', 1) < 0;
        int type = path.startsWith("/dev/") ? CHARACTER_DEVICE : (directory ? DIRECTORY : REGULAR);
        return heap.allocate("inode")
                .set("i_mode", type | (directory ? 0755 : 0644))
                .set("i_ino", path.equals("/") ? 2 : 131_072 + Math.floorMod(path.hashCode(), 1_000_000))
                .set("i_nlink", 1)
                .set("i_sb", superBlock)
                .set("i_blkbits", 12)
                .set("i_size", size(path))
                .set("i_blocks", (size(path) + 511) / 512);
    }

    /** The size of a regular file: the same for a path wherever and whenever. */
    static long size(String path) {
        return 200L + Math.floorMod(path.hashCode() * 31L, 60_000);
    }
}
