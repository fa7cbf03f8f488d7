package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All files: {@code dentry}, {@code inode} and the mounts above them, made when a path is first met. */
final class FileTree {
    private static final int DIRECTORY = 0x4000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int REGULAR = 0x8000;
    private static final int SOCKET = 0xc000;

    private final KernelHeap heap;
    private final List<Mount> mounts = new ArrayList<>();
    private final Map<String, KernelObject> dentries = new HashMap<>();
    private final Map<String, KernelObject> inodes = new HashMap<>();

    FileTree(KernelHeap heap) {
        this.heap = heap;
        mount("/srv", FileSystem.XFS, "vdb1", Disk.number(1) + 1);
        mount("/data", FileSystem.BTRFS, "vdc", 41);
        mount("/proc", FileSystem.PROC, "proc", 22);
        mount("/dev", FileSystem.DEVTMPFS, "devtmpfs", 5);
        mount("/", FileSystem.EXT4, "vda1", Disk.number(0) + 1);
        mount("socket:", FileSystem.SOCKFS, "sockfs", 8);
    }

    private void mount(String path, FileSystem kind, String device, long number) {
        var type = heap.allocate("file_system_type").set("name", heap.string(kind.type()));
        var superBlock = heap.allocate("super_block")
                .set("s_dev", number)
                .set("s_blocksize_bits", 12)
                .set("s_blocksize", 4096)
                .set("s_type", type)
                .set("s_magic", kind.magic)
                .set("s_id", device.getBytes(StandardCharsets.US_ASCII));
        var operations = heap.allocate("file_operations");
        operations.set("read_iter", operations).set("write_iter", operations);
        var mount = heap.allocate("vfsmount").set("mnt_sb", superBlock);
        mounts.add(new Mount(path, kind, superBlock, mount, operations));
        KernelObject root = dentry(path);
        superBlock.set("s_root", root);
        mount.set("mnt_root", root);
    }

    /** Names and addresses of what tools compare files' operations with. */
    Map<String, Long> symbols() {
        var symbols = new TreeMap<String, Long>();
        for (Mount mount : mounts) {
            if (mount.kind().onDisk()) {
                symbols.put(
                        mount.kind().type() + "_file_operations",
                        mount.operations().address());
            }
        }
        return symbols;
    }

    Mount mountOf(String path) {
        if (!path.startsWith("/")) {
            return mounts.getLast();
        }
        return mounts.stream().filter(mount -> mount.holds(path)).findFirst().orElseThrow();
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
        Mount mount = mountOf(path);
        boolean isRoot = path.equals(mount.path()) || slash < 0; // sockets have a dentry too, but no path
        KernelObject parent = isRoot ? dentry : dentry(slash == 0 ? "/" : path.substring(0, slash));
        dentry.set("d_parent", parent)
                .set("d_name.hash", name.hashCode())
                .set("d_name.len", bytes.length)
                .set("d_inode", inode(path))
                .set("d_sb", mount.superBlock());
        if (bytes.length < 40) {
            dentry.set("d_iname", bytes).set("d_name.name", dentry.addressOf("d_iname"));
        } else {
            dentry.set("d_name.name", heap.string(name));
        }
        dentries.put(path, dentry);
        return dentry;
    }

    /** Whether somebody has asked for a path before. */
    boolean isKnown(String path) {
        return dentries.containsKey(path);
    }

    /** What has been met in a directory. */
    List<String> names(String path) {
        String prefix = path.equals("/") ? path : path + "/";
        return dentries.keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
                .map(name -> name.substring(prefix.length()))
                .filter(name -> name.indexOf('/') < 0)
                .sorted()
                .toList();
    }

    /** Fills a {@code struct path}. */
    void point(KernelObject object, String field, String path) {
        object.set(field + ".mnt", mountOf(path).mount()).set(field + ".dentry", dentry(path));
    }

    KernelObject inodeOf(String path) {
        dentry(path);
        return inode(path);
    }

    private KernelObject inode(String path) {
        KernelObject known = inodes.get(path);
        if (known == null) {
            known = makeInode(path);
            inodes.put(path, known);
        }
        return known;
    }

    private KernelObject makeInode(String path) {
        boolean directory = path.startsWith("/") && path.indexOf('/', 1) < 0;
        int type = !path.startsWith("/")
                ? SOCKET
                : path.startsWith("/dev/") ? CHARACTER_DEVICE : (directory ? DIRECTORY : REGULAR);
        return heap.allocate("inode")
                .set("i_mode", type | (directory ? 0755 : 0644))
                .set("i_ino", number(path))
                .set("i_nlink", 1)
                .set("i_sb", mountOf(path).superBlock())
                .set("i_blkbits", 12)
                .set("i_size", size(path))
                .set("i_blocks", (size(path) + 511) / 512);
    }

    /** The number of a file's inode. */
    static long number(String path) {
        return path.equals("/") ? 2 : 131_072 + Math.floorMod(path.hashCode(), 1_000_000);
    }

    /** The size of a regular file: the same for a path wherever and whenever. */
    static long size(String path) {
        return 200L + Math.floorMod(path.hashCode() * 31L, 60_000);
    }
}
