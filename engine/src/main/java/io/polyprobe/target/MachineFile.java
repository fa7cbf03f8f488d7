package io.polyprobe.target;

import java.util.List;

/** A file by which a machine tells about itself, where a target has files of its own: what scripts find at its path. */
public sealed interface MachineFile {
    /** @param content all of it */
    record Text(String content) implements MachineFile {}

    /**
     * @param names what is in it
     * @param inode the number of its inode
     */
    record Folder(List<String> names, long inode) implements MachineFile {
        public Folder {
            names = List.copyOf(names);
        }
    }

    /**
     * @param block whether it is a block device; otherwise it is a character device
     * @param major the number of its driver
     * @param minor which of the driver's devices
     * @param inode the number of its inode
     */
    record Device(boolean block, int major, int minor, long inode) implements MachineFile {}
}
