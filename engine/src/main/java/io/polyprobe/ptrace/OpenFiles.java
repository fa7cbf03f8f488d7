package io.polyprobe.ptrace;

import io.polyprobe.vm.world.KernelObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Open files of a process as the kernel's structs, out of {@code /proc/PID/fd}. */
final class OpenFiles {
    /** {@code DNAME_INLINE_LEN} of the virtual kernel. */
    private static final int INLINE = 40;

    private OpenFiles() {}

    static Optional<KernelObject> describe(int process, int descriptor, Frames frames) {
        Path link = ProcFs.of(process).resolve("fd").resolve(Integer.toString(descriptor));
        try {
            String path = Files.readSymbolicLink(link).toString();
            Map<String, Object> attributes = Files.readAttributes(link, "unix:mode,ino,nlink,size,rdev,dev");
            KernelObject inode = inode(frames, attributes);
            KernelObject file = frames.allocate("file").set("f_inode", inode);
            file.set("f_path.dentry", dentry(frames, path, inode));
            return Optional.of(file);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static KernelObject inode(Frames frames, Map<String, Object> attributes) {
        KernelObject device = frames.allocate("super_block").set("s_dev", number(attributes, "dev"));
        return frames.allocate("inode")
                .set("i_mode", number(attributes, "mode"))
                .set("i_ino", number(attributes, "ino"))
                .set("i_nlink", number(attributes, "nlink"))
                .set("i_size", number(attributes, "size"))
                .set("i_rdev", number(attributes, "rdev"))
                .set("i_sb", device);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name), name)).longValue();
    }

    /** With all directories above it; what has no path, such as a socket, is a root of its own. */
    private static KernelObject dentry(Frames frames, String path, KernelObject inode) {
        KernelObject dentry =
                name(frames, path.substring(path.lastIndexOf('/') + 1)).set("d_inode", inode);
        dentry.set("d_parent", path.startsWith("/") ? directory(frames, path) : dentry);
        return dentry;
    }

    private static KernelObject directory(Frames frames, String path) {
        String parent = path.substring(0, path.lastIndexOf('/'));
        if (parent.isEmpty()) {
            KernelObject root = name(frames, "/");
            return root.set("d_parent", root);
        }
        return name(frames, parent.substring(parent.lastIndexOf('/') + 1)).set("d_parent", directory(frames, parent));
    }

    private static KernelObject name(Frames frames, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        KernelObject dentry = frames.allocate("dentry").set("d_name.len", bytes.length);
        return bytes.length < INLINE
                ? dentry.set("d_iname", bytes).set("d_name.name", dentry.addressOf("d_iname"))
                : dentry.set("d_name.name", frames.text(name));
    }
}
