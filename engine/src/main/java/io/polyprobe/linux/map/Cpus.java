package io.polyprobe.linux.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        return list().size();
    }

    /** The numbers of the CPUs that run now. */
    public static List<Integer> list() {
        return numbers(read("online"));
    }

    /** The highest number in a list such as {@code 0-3,8}. */
    static int highest(String list) {
        return Integer.parseInt(list.substring(Math.max(list.lastIndexOf('-'), list.lastIndexOf(',')) + 1));
    }

    /** The numbers in a list such as {@code 0-3,8}. */
    static List<Integer> numbers(String list) {
        return Stream.of(list.split(",", -1))
                .flatMap(part -> {
                    String[] ends = part.split("-", -1);
                    return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                            .boxed();
                })
                .toList();
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
