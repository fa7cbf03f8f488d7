package io.polyprobe.linux.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.object.MapSpec;

/** What an error number means for a map ({@code Documentation/bpf/maps.rst} and bpf(2)). */
final class MapFailure {
    private MapFailure() {}

    static TargetException of(String operation, MapSpec map, long result) {
        String message = "cannot " + operation + " the map '" + map.name() + "': " + Errno.describe(result);
        return new TargetException(Errno.of(result)
                .map(errno -> hint(operation, errno, map))
                .filter(hint -> !hint.isEmpty())
                .map(hint -> Diagnostic.error(message, hint))
                .orElseGet(() -> Diagnostic.error(message)));
    }

    private static String hint(String operation, Errno errno, MapSpec map) {
        boolean creating = operation.equals("create");
        return switch (errno) {
            case E2BIG ->
                creating
                        ? "Key, value or number of entries is too large: per-CPU values are limited to 32 KiB."
                        : "The map is full or the index too large: it was declared with " + map.maxEntries()
                                + " entries.";
            case EEXIST -> "The key is there already and BPF_NOEXIST was asked for; arrays have all their keys always.";
            case EPERM, EACCES ->
                creating
                        ? "Creating maps needs root or CAP_BPF."
                        : "The map is read-only for user space, or its descriptor does not allow this.";
            case EINVAL ->
                creating
                        ? "This kernel does not know maps of type " + map.type() + " of this shape: key "
                                + map.keySize() + " bytes, value " + map.valueSize() + " bytes, " + map.maxEntries()
                                + " entries, flags 0x" + Integer.toHexString(map.flags()) + "."
                        : "Maps of type " + map.type() + " do not support this, or the flags are unknown.";
            case ENOMEM -> "The kernel has no memory for it: declare fewer entries.";
            case EOPNOTSUPP, ENOTSUPP -> "Maps of type " + map.type() + " do not support this.";
            default -> "";
        };
    }
}
