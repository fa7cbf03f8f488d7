package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;

/** How the kernel gets from a path to a file, and makes or takes away files. */
final class Lookup {
    private final Machine machine;
    private final Call call;

    Lookup(Machine machine, Call call) {
        this.machine = machine;
        this.call = call;
    }

    /**
     * Looks up the last component of a path: in the cache of directory entries, and where it was never met before, in
     * the directory itself.
     */
    void walk(String path, boolean missing) {
        int slash = path.lastIndexOf('/');
        String parent = slash <= 0 ? "/" : path.substring(0, slash);
        boolean known = !missing && machine.tree.isKnown(path);
        KernelObject walk = call.allocate("nameidata")
                .set("last.name", call.text(path.substring(slash + 1)))
                .set("last.len", path.length() - slash - 1);
        machine.tree.point(walk, "path", parent);
        long found = known ? machine.tree.dentry(path).address() : 0;
        Frames frames = machine.frames();
        frames.call("lookup_fast", found, walk.address());
        if (!known) {
            frames.call("d_lookup", 0, machine.tree.dentry(parent).address(), walk.addressOf("last"));
            long object = machine.slabs.allocate("dentry", 192);
            if (missing) {
                machine.slabs.free("dentry", object);
            }
        }
    }

    void create(String path, int mode) {
        long parent = parent(path).address();
        long dentry = machine.tree.dentry(path).address();
        Frames frames = machine.frames();
        frames.call("security_inode_create", 0, parent, dentry, mode);
        frames.down("vfs_create", 0, parent, dentry, mode, 0);
        machine.slabs.free("ext4_inode_cache", machine.slabs.allocate("ext4_inode_cache", 1_096));
        frames.up(0);
    }

    KernelObject parent(String path) {
        int slash = path.lastIndexOf('/');
        return machine.tree.inodeOf(slash <= 0 ? "/" : path.substring(0, slash));
    }
}
