package io.polyprobe.linux.symbols;

import io.polyprobe.linux.symbols.ElfSymbols.Place;
import io.polyprobe.target.Symbol;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions of one process. What was read of it stays known when it has ended. */
final class ProcessSymbols {
    private static final int LARGEST_VDSO = 1 << 20;

    private final Path process;
    private final int pid;
    private final ElfCache cache;
    private final PerfMap perfMap;
    private final Map<Mapping, Optional<ElfSymbols>> files = new HashMap<>();

    private List<Mapping> mappings = List.of();
    private long[] starts = {};
    private String size = "";
    private @Nullable Object program;

    ProcessSymbols(int pid, ElfCache cache) {
        this.pid = pid;
        this.process = Path.of("/proc/" + pid);
        this.cache = cache;
        this.perfMap = new PerfMap(pid);
        this.program = program();
        read();
    }

    private void read() {
        size = size();
        List<Mapping> now = Mapping.of(pid);
        if (!now.isEmpty()) { // else it has just ended
            mappings = now;
            starts = now.stream().mapToLong(Mapping::start).toArray();
            files.clear();
        }
    }

    Optional<Symbol> at(long address) {
        refresh(address);
        Optional<Symbol> inFile = mapping(address)
                .flatMap(mapping -> file(mapping)
                        .map(file -> file.at(address - mapping.start() + mapping.offset(), mapping.name()))
                        .or(() -> Optional.of(new Symbol("", address, mapping.name()))));
        return inFile.filter(symbol -> !symbol.name().isEmpty())
                .or(() -> perfMap.at(address)
                        .filter(symbol -> inFile.isEmpty() || !symbol.name().isEmpty()))
                .or(() -> inFile);
    }

    /**
     * Looks again after an exec, and where an address is in no file although more memory has been mapped since. Stacks
     * are full of addresses that are none, and the list of mappings takes the kernel long.
     */
    private void refresh(long address) {
        Object now = program();
        if (now != null && (!now.equals(program) || (mapping(address).isEmpty() && !size().equals(size)))) {
            program = now;
            read();
        }
    }

    /** Pages of memory, the first number in {@code /proc/PID/statm}; empty where it has ended. */
    private String size() {
        try {
            String numbers = Files.readString(process.resolve("statm"), StandardCharsets.ISO_8859_1);
            return numbers.substring(0, Math.max(0, numbers.indexOf(' ')));
        } catch (IOException _) {
            return "";
        }
    }

    /** What it runs; null where it has ended or may not be looked at. */
    private @Nullable Object program() {
        try {
            return Files.readAttributes(process.resolve("exe"), BasicFileAttributes.class)
                    .fileKey();
        } catch (IOException _) {
            return null;
        }
    }

    private Optional<Mapping> mapping(long address) {
        int index = Floor.last(starts, address);
        return index >= 0 && mappings.get(index).contains(address)
                ? Optional.of(mappings.get(index))
                : Optional.empty();
    }

    private Optional<ElfSymbols> file(Mapping mapping) {
        return files.computeIfAbsent(mapping, _ -> mapping.isVdso() ? vdso(mapping) : mapped(mapping));
    }

    /** The file is reached by the process's own root directory; one that is deleted, by what still holds it. */
    private Optional<ElfSymbols> mapped(Mapping mapping) {
        if (!mapping.name().startsWith("/")) {
            return Optional.empty();
        }
        Path root = process.resolve("root");
        Path path = Path.of(mapping.path());
        Path folder = Objects.requireNonNullElse(path.getParent(), path);
        if (!mapping.isDeleted()) {
            return cache.get(new Place(Path.of(root + mapping.path()), folder, root));
        }
        return cache.get(new Place(process.resolve("map_files").resolve(mapping.range()), folder, root))
                .or(() -> isProgram(mapping)
                        ? cache.get(new Place(process.resolve("exe"), folder, root))
                        : Optional.empty());
    }

    private boolean isProgram(Mapping mapping) {
        try {
            return Files.readSymbolicLink(process.resolve("exe")).toString().equals(mapping.name());
        } catch (IOException _) {
            return false;
        }
    }

    /** The kernel's own library, vdso(7), is a whole ELF file in the process's memory. */
    private Optional<ElfSymbols> vdso(Mapping mapping) {
        byte[] image = new byte[(int) Math.min(LARGEST_VDSO, mapping.end() - mapping.start())];
        try (var memory = new RandomAccessFile(process.resolve("mem").toFile(), "r")) {
            memory.seek(mapping.start());
            memory.readFully(image);
            return cache.get(mapping.name(), image);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
