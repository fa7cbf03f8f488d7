package io.polyprobe.vm.world;

import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.TracepointFormat.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The tracepoints that the virtual kernel knows, with their records as Linux 6.18 lays them out: those of all system
 * calls, and the ones in the resource {@code tracepoints.txt}.
 */
public final class TracepointCatalog {
    private static final int FIRST_ID = 300;
    private static final int SLOT = 8;
    private static final Pattern ARRAY = Pattern.compile("(.*) \\w+\\[(\\d+)]");

    /** The fields that each record begins with; {@code struct trace_entry}. */
    private static final List<Field> COMMON = List.of(
            new Field("unsigned short common_type", 0, 2, false),
            new Field("unsigned char common_flags", 2, 1, false),
            new Field("unsigned char common_preempt_count", 3, 1, false),
            new Field("int common_pid", 4, 4, true));

    private static final Map<String, TracepointFormat> ALL = build();

    private TracepointCatalog() {}

    /** By {@code category:name}. */
    public static Map<String, TracepointFormat> all() {
        return ALL;
    }

    private static Map<String, TracepointFormat> build() {
        var fields = new TreeMap<String, List<Field>>();
        for (String line : Resource.lines("tracepoints.txt")) {
            List<String> parts = List.of(line.split("\\|"));
            fields.put(parts.getFirst(), aligned(parts.subList(1, parts.size())));
        }
        for (var syscall : SyscallTable.all().values()) {
            fields.put("syscalls:sys_enter_" + syscall.name(), slots(syscall.parameters()));
            fields.put("syscalls:sys_exit_" + syscall.name(), aligned(List.of("int __syscall_nr", "long ret")));
        }
        var formats = new TreeMap<String, TracepointFormat>();
        int id = FIRST_ID;
        for (var entry : fields.entrySet()) {
            String[] name = entry.getKey().split(":", 2);
            formats.put(entry.getKey(), new TracepointFormat(name[0], name[1], id++, entry.getValue()));
        }
        return Collections.unmodifiableMap(formats);
    }

    /** The record of a system call's entry: each argument takes 8 bytes and counts as unsigned, whatever its type. */
    private static List<Field> slots(List<String> parameters) {
        var fields = new ArrayList<>(COMMON);
        fields.add(new Field("int __syscall_nr", SLOT, 4, true));
        for (String parameter : parameters) {
            fields.add(new Field(parameter, SLOT * (fields.size() - COMMON.size() + 1), SLOT, false));
        }
        return fields;
    }

    private static List<Field> aligned(List<String> declarations) {
        var fields = new ArrayList<>(COMMON);
        int offset = SLOT;
        for (String declaration : declarations) {
            var array = ARRAY.matcher(declaration);
            boolean isArray = array.matches();
            String type = isArray ? array.group(1) : declaration.substring(0, declaration.lastIndexOf(' '));
            int element = size(type);
            int size = isArray ? element * Integer.parseInt(array.group(2)) : element;
            offset = (offset + element - 1) / element * element;
            fields.add(new Field(declaration, offset, size, isSigned(type)));
            offset += size;
        }
        return fields;
    }

    private static int size(String type) {
        return switch (type) {
            case "char", "bool", "u8", "__u8" -> 1;
            case "short", "unsigned short", "u16", "__u16" -> 2;
            case "int", "unsigned int", "pid_t", "uid_t", "dev_t", "enum skb_drop_reason", "__data_loc char[]" -> 4;
            case "long", "unsigned long", "u64", "sector_t", "size_t", "void *", "const void *" -> 8;
            default -> throw new IllegalArgumentException("tracepoints.txt: the size of '" + type + "' is not known");
        };
    }

    private static boolean isSigned(String type) {
        return List.of("short", "int", "pid_t", "long").contains(type);
    }
}
