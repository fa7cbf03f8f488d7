package io.polyprobe.ptrace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What proc(5) tells of a process; of one that has ended meanwhile, nothing. */
final class ProcFs {
    private static final long AT_EXECFN = 31;

    private static final Path PROC = Path.of("/proc");

    private ProcFs() {}

    /** The threads of a process. */
    static List<Integer> threads(int process) {
        var threads = new ArrayList<Integer>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(of(process).resolve("task"))) {
            tasks.forEach(task -> threads.add(Integer.parseInt(name(task))));
        } catch (IOException _) {
            return List.of();
        }
        return threads;
    }

    private static String name(Path path) {
        return path.getName(path.getNameCount() - 1).toString();
    }

    /** The process that a thread belongs to; the thread itself where that is not known any more. */
    static int process(int thread) {
        return number(status(thread), "Tgid", thread);
    }

    /** The fields of {@code status}, by name. */
    static Map<String, String> status(int thread) {
        var fields = new TreeMap<String, String>();
        for (String line : text(of(thread).resolve("status")).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    /** The first number of a field of {@code status}. */
    static int number(Map<String, String> status, String field, int otherwise) {
        String value = status.get(field);
        return value == null ? otherwise : Integer.parseInt(value.split("\\s", 2)[0]);
    }

    /** A thread's name, as bytes. */
    static byte[] comm(int thread) {
        byte[] line = bytes(of(thread).resolve("comm"));
        int length = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        return Arrays.copyOf(line, length);
    }

    /** The fields of {@code stat} behind the name, which may hold spaces: the first is the state. */
    static List<String> stat(int thread) {
        String line = text(of(thread).resolve("stat"));
        int behindName = line.lastIndexOf(") ");
        return behindName < 0
                ? List.of()
                : List.of(line.substring(behindName + 2).strip().split(" ", -1));
    }

    /** The number of one of a thread's namespaces; 0 where it is not known. */
    static long namespace(int thread, String kind) {
        try {
            String link = Files.readSymbolicLink(of(thread).resolve("ns").resolve(kind))
                    .toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
        } catch (IOException _) {
            return 0;
        }
    }

    /**
     * The file that a process has been told to execute, as it was named ({@code AT_EXECFN} of getauxval(3)); empty where
     * it has ended.
     */
    static String executed(int process) {
        var vector = ByteBuffer.wrap(bytes(of(process).resolve("auxv"))).order(ByteOrder.nativeOrder());
        while (vector.remaining() >= 2 * Long.BYTES) {
            long key = vector.getLong();
            long value = vector.getLong();
            if (key == AT_EXECFN) {
                return Remote.string(process, value).orElse("");
            }
        }
        return "";
    }

    static Path of(int process) {
        return PROC.resolve(Integer.toString(process));
    }

    static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException _) {
            return new byte[0];
        }
    }
}
