package io.polyprobe.usdt;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.object.ElfImage;
import io.polyprobe.target.NearestNames;
import io.polyprobe.target.ProbeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statically defined tracepoints of a program, a library or a process, and those of them that a script has enabled.
 */
public final class Usdt {
    private static final int NEAREST = 3;
    private static final int ALL = -1;

    private final String subject;
    private final int pid;
    private final List<UsdtProbe> probes;
    private final List<Enabled> enabled = new ArrayList<>();

    private record Enabled(UsdtProbe probe, String function) {}

    /**
     * What to attach an enabled probe's function to.
     *
     * @param function of the script
     * @param probe one location, with its semaphore as the reference counter
     */
    public record Attachment(String function, ProbeSpec.Uprobe probe) {}

    private Usdt(String subject, int pid, List<UsdtProbe> probes) {
        this.subject = subject;
        this.pid = pid;
        this.probes = probes;
    }

    /**
     * The probes of a program or library, in whatever process.
     *
     * @param name a path, a library's name as the linker knows it ({@code c}) or a program's name
     * @throws AttachException where there is no such program or library
     * @throws ObjectException where it cannot be read or is no ELF file
     */
    public static Usdt forPath(String name) {
        return new Usdt(name, ALL, probes(notes(file(name, ALL), ALL).stream()));
    }

    /**
     * The probes of a process: those of its program and of all libraries that it has loaded.
     *
     * @throws AttachException where there is no such process, or it must not be looked at
     */
    public static Usdt forPid(int pid) {
        return new Usdt(
                "process " + pid, pid, probes(code(pid).stream().flatMap(path -> notesOfMapped(path, pid).stream())));
    }

    /**
     * The probes of a program or library, in one process.
     *
     * @throws AttachException where there is no such program or library
     * @throws ObjectException where it cannot be read or is no ELF file
     */
    public static Usdt forPid(int pid, String name) {
        return new Usdt(name + " in process " + pid, pid, probes(notes(file(name, pid), pid).stream()));
    }

    /** All probes, in the order of the files. */
    public List<UsdtProbe> probes() {
        return probes;
    }

    /**
     * A probe by its name.
     *
     * @param name {@code name} or {@code provider:name}
     * @throws AttachException where there is none of that name (the nearest are in the hint), or several providers have
     *     one
     */
    public UsdtProbe probe(String name) {
        var found = probes.stream()
                .filter(probe -> name.equals(probe.name()) || name.equals(probe.fullName()))
                .toList();
        if (found.size() > 1) {
            throw new AttachException(Diagnostic.error(
                    "several providers have a probe '" + name + "' in " + subject,
                    "Say which: "
                            + String.join(
                                    ", ",
                                    found.stream().map(UsdtProbe::fullName).toList()) + "."));
        }
        if (found.isEmpty()) {
            throw unknown(name);
        }
        return found.getFirst();
    }

    private AttachException unknown(String name) {
        String message = "there is no USDT probe '" + name + "' in " + subject;
        if (probes.isEmpty()) {
            return new AttachException(Diagnostic.error(
                    message, "It has none at all: it may have to be built with --with-dtrace or the like."));
        }
        var names = probes.stream().map(name.indexOf(':') < 0 ? UsdtProbe::name : UsdtProbe::fullName);
        var near = NearestNames.of(name, names, NEAREST);
        return new AttachException(
                near.isEmpty()
                        ? Diagnostic.error(message, "It has " + probes.size() + " others; tplist lists them.")
                        : Diagnostic.error(message, "Did you mean " + String.join(", ", near) + "?"));
    }

    /**
     * Lets a function of the script run at a probe.
     *
     * @param probe {@code name} or {@code provider:name}
     * @throws AttachException as by {@link #probe}
     */
    public void enable(String probe, String function) {
        enabled.add(new Enabled(probe(probe), function));
    }

    /** C that reads the arguments of the enabled probes; goes in front of the script's C. */
    public String text() {
        var accessor = new Accessor(this::symbol);
        var text = new StringBuilder();
        for (var one : enabled) {
            for (int i = 0; i < one.probe().argumentCount(); i++) {
                text.append(accessor.write(one.probe(), one.function(), i));
            }
        }
        return text.toString();
    }

    /** What is to be attached: each enabled probe's function to each of the probe's locations. */
    public List<Attachment> attachments() {
        return enabled.stream()
                .flatMap(one -> one.probe().locations().stream()
                        .map(location -> new Attachment(one.function(), uprobe(location))))
                .toList();
    }

    private ProbeSpec.Uprobe uprobe(UsdtProbe.Location location) {
        return new ProbeSpec.Uprobe(location.path().toString(), "", location.address(), pid, counter(location));
    }

    private long counter(UsdtProbe.Location location) {
        if (location.semaphore() == 0) {
            return 0;
        }
        try (var image = ElfImage.open(UserFiles.reach(location.path(), pid))) {
            return image.offset(location.semaphore()).orElse(0);
        }
    }

    private OptionalLong symbol(Path file, String name) {
        try (var image = ElfImage.open(UserFiles.reach(file, pid))) {
            return image.symbol(name);
        }
    }

    private static Path file(String name, int pid) {
        return UserFiles.find(name, pid)
                .orElseThrow(() -> new AttachException(Diagnostic.error(
                        "there is no library or program named '" + name + "'",
                        "Give its path, such as /usr/lib/x86_64-linux-gnu/libc.so.6.")));
    }

    private static List<Path> code(int pid) {
        try {
            return UserFiles.code(pid);
        } catch (IOException e) {
            throw new AttachException(Diagnostic.error(
                    "the libraries of process " + pid + " cannot be read from /proc/" + pid + "/maps",
                    "Is it still running? Processes of other users need root."));
        }
    }

    /** Files that are gone by now, or are no ELF files, have no probes. */
    private static List<Notes.Note> notesOfMapped(Path path, int pid) {
        try {
            return notes(path, pid);
        } catch (ObjectException e) {
            return List.of();
        }
    }

    private static List<Notes.Note> notes(Path path, int pid) {
        try (var image = ElfImage.open(UserFiles.reach(path, pid))) {
            return Notes.read(image, path);
        }
    }

    /** A note tells of one location; a probe may have several, also in several files. */
    private static List<UsdtProbe> probes(Stream<Notes.Note> notes) {
        var byName = notes.collect(Collectors.groupingBy(
                note -> List.of(note.provider(), note.name()), LinkedHashMap::new, Collectors.toList()));
        return byName.values().stream()
                .map(same -> new UsdtProbe(
                        same.getFirst().provider(),
                        same.getFirst().name(),
                        same.stream().map(Notes.Note::location).toList()))
                .toList();
    }
}
