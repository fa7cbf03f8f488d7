package io.polyprobe.linux.link;

import io.polyprobe.linux.abi.Sockets;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The network devices of this process's network namespace. */
final class Devices {
    private static final Path LIST = Path.of("/proc/net/dev");
    private static final int HEADINGS = 2;

    private Devices() {}

    /** The kernel's number of a device. Asked of a socket, since sysfs may show another namespace's. */
    static OptionalInt index(String device) {
        if (device.getBytes(StandardCharsets.UTF_8).length >= Sockets.DEVICE_NAME) {
            return OptionalInt.empty();
        }
        long socket = SystemCalls.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
        if (socket < 0) {
            return OptionalInt.empty();
        }
        try (var fd = new Fd(socket);
                var arena = Arena.ofConfined()) {
            var request = Attr.of(arena, Sockets.IFREQ_SIZE).text(0, device);
            return SystemCalls.ioctl(fd.number(), Sockets.SIOCGIFINDEX, request) < 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(request.u32(Sockets.DEVICE_NAME));
        }
    }

    /** Names of all; none where they cannot be read. */
    static Stream<String> names() {
        try {
            return Files.readAllLines(LIST).stream()
                    .skip(HEADINGS)
                    .map(line -> line.substring(0, line.indexOf(':')).strip());
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
