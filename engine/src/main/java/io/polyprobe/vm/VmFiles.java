package io.polyprobe.vm;

import io.polyprobe.target.MachineFile;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.vm.world.TracepointCatalog;
import io.polyprobe.vm.world.World;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files of the virtual kernel's: its symbols and tracepoints, and what its world has beyond these. */
final class VmFiles {
    private static final List<String> TRACING = List.of("/sys/kernel/debug/tracing", "/sys/kernel/tracing");
    private static final String EVENTS = "/events";
    private static final long INODE = 1;

    private final KernelText text;
    private final World world;

    VmFiles(KernelText text, World world) {
        this.text = text;
        this.world = world;
    }

    Optional<MachineFile> at(String path) {
        if (path.equals("/proc/kallsyms")) {
            return Optional.of(new MachineFile.Text(symbols()));
        }
        for (String root : TRACING) {
            if (path.equals(root) || path.startsWith(root + "/")) {
                return tracing(path.substring(root.length()));
            }
        }
        return world.file(path);
    }

    /** proc_kallsyms: address, kind, name. */
    private String symbols() {
        Stream<String> functions = text.names().map(name -> line(text.address(name), 'T', name));
        Stream<String> variables =
                world.symbols().entrySet().stream().map(variable -> line(variable.getValue(), 'D', variable.getKey()));
        return Stream.concat(functions, variables).collect(Collectors.joining());
    }

    private static String line(long address, char kind, String name) {
        return "%016x %c %s\n".formatted(address, kind, name);
    }

    private Optional<MachineFile> tracing(String path) {
        if (path.isEmpty()) {
            return folder(Set.of("events"));
        }
        if (!path.startsWith(EVENTS)) {
            return Optional.empty();
        }
        String[] parts = path.substring(EVENTS.length()).split("/", -1);
        return switch (parts.length) {
            case 1 -> folder(names(name -> name.substring(0, name.indexOf(':'))));
            case 2 ->
                folder(names(name -> name.startsWith(parts[1] + ":") ? name.substring(parts[1].length() + 1) : ""));
            case 3 -> format(parts[1] + ":" + parts[2]).flatMap(_ -> folder(Set.of("format")));
            case 4 -> format(parts[1] + ":" + parts[2]).map(VmFiles::describe);
            default -> Optional.empty();
        };
    }

    private Set<String> names(java.util.function.UnaryOperator<String> part) {
        var names = new TreeSet<String>();
        world.tracepoints().forEach(name -> names.add(part.apply(name)));
        names.remove("");
        return names;
    }

    private static Optional<MachineFile> folder(Set<String> names) {
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new MachineFile.Folder(names.stream().sorted().toList(), INODE));
    }

    private Optional<TracepointFormat> format(String name) {
        return world.tracepoints().contains(name)
                ? Optional.of(Objects.requireNonNull(TracepointCatalog.all().get(name)))
                : Optional.empty();
    }

    /** As tracefs describes a record (kernel document trace/events). */
    private static MachineFile describe(TracepointFormat format) {
        String fields = format.fields().stream()
                .map(field -> "\tfield:%s;\toffset:%d;\tsize:%d;\tsigned:%d;\n"
                        .formatted(field.declaration(), field.offset(), field.size(), field.signed() ? 1 : 0))
                .collect(Collectors.joining());
        return new MachineFile.Text("name: %s\nID: %d\nformat:\n%s".formatted(format.name(), format.id(), fields));
    }
}
