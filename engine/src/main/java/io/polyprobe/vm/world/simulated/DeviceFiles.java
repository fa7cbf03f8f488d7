package io.polyprobe.vm.world.simulated;

import io.polyprobe.target.MachineFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files of the simulated machine that say what devices, processes and folders it has. */
final class DeviceFiles {
    private static final int DISKS = 3;
    private static final int TERMINAL_MAJOR = 136;

    private static final Map<String, List<String>> NETWORK = Map.of(
            "/sys/class/net",
            List.of(Packets.DEVICE),
            "/sys/class/net/" + Packets.DEVICE,
            List.of("queues"),
            "/sys/class/net/" + Packets.DEVICE + "/queues",
            List.of("rx-0", "tx-0"));

    private final Machine machine;

    DeviceFiles(Machine machine) {
        this.machine = machine;
    }

    Optional<MachineFile> at(String path) {
        if (NETWORK.containsKey(path)) {
            return Optional.of(new MachineFile.Folder(NETWORK.get(path), 1));
        }
        if (path.startsWith("/dev/vd") && path.length() == 8) {
            int disk = path.charAt(7) - 'a';
            return disk < 0 || disk >= DISKS
                    ? Optional.empty()
                    : Optional.of(new MachineFile.Device(true, Disk.MAJOR, disk * Disk.MINORS, FileTree.number(path)));
        }
        if (path.startsWith("/dev/pts/") && machine.tree.isKnown(path)) {
            return Optional.of(new MachineFile.Device(false, TERMINAL_MAJOR, 0, FileTree.number(path)));
        }
        if (path.startsWith("/proc/")) {
            return process(path.substring("/proc/".length()));
        }
        return machine.tree.isKnown(path)
                ? Optional.of(new MachineFile.Folder(machine.tree.names(path), FileTree.number(path)))
                : Optional.empty();
    }

    private Optional<MachineFile> process(String path) {
        if (path.equals("diskstats")) {
            return Optional.of(new MachineFile.Text(IntStream.range(0, DISKS)
                    .mapToObj(disk -> "%4d %7d vd%c 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
                            .formatted(Disk.MAJOR, disk * Disk.MINORS, 'a' + disk))
                    .collect(Collectors.joining())));
        }
        int slash = path.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : machine.residents.stream()
                        .filter(task -> path.substring(0, slash).equals(Integer.toString(task.pid)))
                        .findFirst()
                        .flatMap(task -> switch (path.substring(slash + 1)) {
                            case "comm" -> Optional.of(new MachineFile.Text(task.comm + "\n"));
                            case "cmdline" -> Optional.of(new MachineFile.Text(task.program + "\0"));
                            default -> Optional.empty();
                        });
    }
}
