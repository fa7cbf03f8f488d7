package io.polyprobe.clang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The one command that installs clang on this machine. */
final class Advice {
    private static final Map<String, String> COMMANDS = Map.of(
            "debian", "apt-get install clang",
            "ubuntu", "apt-get install clang",
            "fedora", "dnf install clang",
            "rhel", "dnf install clang",
            "suse", "zypper install clang",
            "alpine", "apk add clang",
            "arch", "pacman -S clang");

    private Advice() {}

    /** Reads {@code os-release(5)}. */
    static String install() {
        try {
            return install(Files.readAllLines(Path.of("/etc/os-release")));
        } catch (IOException unknown) {
            return install(List.of());
        }
    }

    static String install(List<String> osRelease) {
        return osRelease.stream()
                .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
                .flatMap(line -> List.of(
                        line.substring(line.indexOf('=') + 1).replace("\"", "").split(" "))
                        .stream())
                .filter(COMMANDS::containsKey)
                .findFirst()
                .map(id -> "Install it: " + COMMANDS.get(id))
                .orElse("Install clang with the machine's package manager, or from https://releases.llvm.org.");
    }
}
