package io.polyprobe.polyglot.script;

import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.AttachType;
import io.polyprobe.target.Link;
import io.polyprobe.target.PacketLink;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Network devices, packet sockets, control groups and maps of sockets as scripts attach functions to them. A device has
 * one XDP function in all of a script, whichever module it is from.
 */
public final class Network {
    private final Supplier<Target> target;
    private final Border border;
    private final Map<String, Attached> devices = new HashMap<>();

    private final Map<String, Integer> descriptors = new HashMap<>();

    private record Attached(Module module, Link link) {}

    Network(Supplier<Target> target, Border border) {
        this.target = target;
        this.border = border;
    }

    /**
     * Has a function run for each packet that a device receives, in place of the script's last one there.
     *
     * @param flags {@code XDP_FLAGS_*} of {@code linux/if_link.h}
     */
    public void attachXdp(Module module, String function, String device, int flags) {
        if ((flags & ProbeSpec.Xdp.UPDATE_IF_NOEXIST) == 0) {
            release(device);
        }
        var probe = new ProbeSpec.Xdp(device, flags);
        devices.put(
                device,
                new Attached(module, module.attach("Failed to attach BPF to device " + device, function, probe)));
    }

    /** Takes the script's XDP function from a device; does nothing where there is none. */
    public void removeXdp(String device) {
        String failed = "Failed to detach BPF from device " + device;
        boolean exists = border.call(failed, () -> target.get().probes().exists(new ProbeSpec.Xdp(device, 0)));
        if (!exists) {
            throw border.error(failed + ": there is no network device of that name");
        }
        release(device);
    }

    private void release(String device) {
        Attached attached = devices.remove(device);
        if (attached != null) {
            attached.module().detach(attached.link());
        }
    }

    /**
     * Opens a packet socket on a device, which gets what a function lets through.
     *
     * @param device its name, or empty for all devices
     */
    public Packets openSocket(Module module, String function, String device) {
        var probe = new ProbeSpec.PacketSocket(device.isEmpty() ? ProbeSpec.PacketSocket.ANY : device);
        var link = (PacketLink) module.attach("Failed to attach BPF to device " + device, function, probe);
        return new Packets(link, module);
    }

    /**
     * Attaches a function to what is behind a descriptor.
     *
     * @param type the kernel's number of an {@link AttachType}
     * @param flags {@code BPF_F_ALLOW_*}
     */
    public void attach(Module module, String function, int fd, int type, int flags) {
        String failed = "Failed to attach BPF function with attach_type " + type;
        module.attach(failed, function, attachable(failed, fd, type, flags));
    }

    /** Detaches what {@link #attach} has attached. */
    public void detach(Module module, String function, int fd, int type) {
        String failed = "Failed to detach BPF function with attach_type " + type;
        var probe = attachable(failed, fd, type, 0);
        if (!module.detach(probe, function)) {
            throw border.error(failed + ": " + function + " is not attached to " + probe);
        }
    }

    /** The descriptor of a file or directory, the same for the same path; it is open until the process ends. */
    public int descriptor(String path) {
        return descriptors.computeIfAbsent(path, p -> {
            long opened = SystemCalls.open(p, Files.O_RDONLY);
            if (opened < 0) {
                throw border.error("cannot open " + p + ": " + Errno.describe(opened));
            }
            return (int) opened;
        });
    }

    private ProbeSpec.Attachable attachable(String failed, int fd, int type, int flags) {
        AttachType of = AttachType.of(type)
                .orElseThrow(() -> border.error(failed + ": functions are not attached to descriptors so"));
        return new ProbeSpec.Attachable(fd, of, flags);
    }
}
