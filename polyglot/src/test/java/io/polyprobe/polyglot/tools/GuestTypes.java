package io.polyprobe.polyglot.tools;

import io.polyprobe.btf.Btf;
import io.polyprobe.linux.events.FormatFile;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The types of a kernel that runs elsewhere, from files taken there: {@code btf/vmlinux}; {@code formats}, which is
 * what {@code grep -H "" -r events --include format} prints in tracefs; and {@code release}, which {@code uname -r} prints.
 */
final class GuestTypes implements Types {
    private static final Pattern FORMAT = Pattern.compile("events/([^/]+)/([^/]+)/format:(.*)");
    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*", Pattern.DOTALL);

    private final String release;
    private final Btf btf;
    private final Map<String, StringBuilder> formats = new HashMap<>();

    GuestTypes(Path directory) throws IOException {
        release = Files.readString(directory.resolve("release"));
        btf = Btf.parse(Files.readAllBytes(directory.resolve("btf/vmlinux")));
        try (var lines = Files.lines(directory.resolve("formats"))) {
            lines.map(FORMAT::matcher)
                    .filter(java.util.regex.Matcher::matches)
                    .forEach(line -> formats.computeIfAbsent(
                                    line.group(1) + ":" + line.group(2), name -> new StringBuilder())
                            .append(line.group(3))
                            .append('\n'));
        }
    }

    @Override
    public Btf btf() {
        return btf;
    }

    @Override
    public String identity() {
        return "guest-" + release;
    }

    @Override
    public Optional<TracepointFormat> tracepoint(String category, String name) {
        return Optional.ofNullable(formats.get(category + ":" + name))
                .map(text -> FormatFile.parse(category, name, text.toString()));
    }

    @Override
    public int kernelVersion() {
        var numbers = RELEASE.matcher(release);
        if (!numbers.matches()) {
            throw new IllegalStateException(release);
        }
        return Integer.parseInt(numbers.group(1)) << 16
                | Integer.parseInt(numbers.group(2)) << 8
                | Math.min(255, Integer.parseInt(numbers.group(3)));
    }

    @Override
    public int onlineCpus() {
        return 1;
    }
}
