package io.polyprobe.vm.world.simulated.scenario;

import java.util.Map;
import java.util.regex.Pattern;

/** What numbers of a scenario count, and how they are written: {@code 5ms}, {@code 5ms..20ms}, {@code about 20ms}. */
enum Quantity {
    /** In nanoseconds. */
    TIME(
            "a time such as 200us, 5ms, 5ms..20ms or about 2s",
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "min", 60_000_000_000L,
                    "h", 3_600_000_000_000L)),
    SIZE(
            "a number of bytes such as 512, 4KiB, 4KiB..1MiB or about 64KiB",
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30)),
    COUNT("a number such as 3, 1..5 or about 3", Map.of("", 1L));

    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");
    private static final String ABOUT = "about ";

    private final String form;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
    private final Map<String, Long> units;

    Quantity(String form, Map<String, Long> units) {
        this.form = form;
        this.units = units;
    }

    /** @throws IllegalArgumentException where the text is none */
    Amount read(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith(ABOUT)) {
            return new Amount.About(number(trimmed.substring(ABOUT.length()), text));
        }
        int dots = trimmed.indexOf("..");
        if (dots < 0) {
            return Amount.of(number(trimmed, text));
        }
        long low = number(trimmed.substring(0, dots), text);
        long high = number(trimmed.substring(dots + 2), text);
        if (high < low) {
            throw new IllegalArgumentException("'%s' ends before it begins".formatted(text));
        }
        return new Amount.Uniform(low, high);
    }

    private long number(String part, String whole) {
        var match = NUMBER.matcher(part.strip());
        if (match.matches()) {
            Long unit = units.get(match.group(2));
            double value = unit == null ? -1 : Double.parseDouble(match.group(1)) * unit;
            if (value >= 0 && value < Long.MAX_VALUE) {
                return (long) value;
            }
        }
        throw new IllegalArgumentException("'%s' is not %s".formatted(whole, form));
    }
}
