package io.polyprobe.prototype;

import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table of all helpers, of Linux 6.18. */
public final class Prototypes {
    private static final List<Prototype> ALL = PrototypeReader.read(resource());
    private static final Map<Integer, List<Prototype>> BY_NUMBER =
            ALL.stream().collect(Collectors.groupingBy(Prototype::number));

    private Prototypes() {}

    /** All of them, by number. */
    public static List<Prototype> all() {
        return ALL;
    }

    /** The helper with a number as programs of a type may call it; empty where they may not, or where there is none. */
    public static Optional<Prototype> of(int number, ProgramType type) {
        return of(number).stream()
                .filter(prototype -> prototype.types().contains(type))
                .findFirst();
    }

    /** All prototypes of a number; they differ in arguments and program types. */
    public static List<Prototype> of(int number) {
        return BY_NUMBER.getOrDefault(number, List.of());
    }

    /** What a number is called; {@code helper 999} where there is none. */
    public static String name(int number) {
        List<Prototype> prototypes = of(number);
        return prototypes.isEmpty() ? "helper " + number : prototypes.getFirst().name();
    }

    private static String resource() {
        try (var in = Prototypes.class.getResourceAsStream("prototypes.txt")) {
            if (in == null) {
                throw new IllegalStateException("prototypes.txt is missing from the engine's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
