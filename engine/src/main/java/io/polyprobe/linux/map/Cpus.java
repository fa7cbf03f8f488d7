package io.polyprobe.linux.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many CPUs there are ({@code Documentation/admin-guide/cputopology.rst}). */
public final class Cpus {
    private static final Path FOLDER = Path.of("/sys/devices/system/cpu");

    private Cpus() {}

    /** CPUs that could ever be there: as many values has an element of a per-CPU map. */
    public static int possible() {
        String list = read("possible");
        return highest(list) + 1;
    }

    /** CPUs that run now. */
    public static int online() {
        return count(read("online"));
    }

    /** The highest number in a list such as {@code 0-3,8}. */
    static int highest(String list) {
        return Integer.parseInt(list.substring(Math.max(list.lastIndexOf('-'), list.lastIndexOf(',')) + 1));
    }

    /** How many numbers are in a list such as {@code 0-3,8}. */
    static int count(String list) {
        int count = 0;
        for (String part : list.split(",", -1)) {
            String[] ends = part.split("-", -1);
            count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
        }
        return count;
    }

    private static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file)).strip();
        } catch (IOException e) {
            throw new TargetException(
                    Diagnostic.error(
                            "the number of CPUs cannot be read from " + FOLDER.resolve(file),
                            "Is sysfs mounted at /sys?"),
                    e);
        }
    }
}
