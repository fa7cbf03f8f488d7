package io.polyprobe.target;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;

/** Reads {@link ProbeSpec} from text. */
final class ProbeParser {
    private ProbeParser() {}

    static ProbeSpec parse(String text) {
        String[] parts = text.split(":", -1);
        for (String part : parts) {
            if (part.isBlank()) {
                throw malformed(text, "a part of it is empty");
            }
        }
        int arity = parts.length - 1;
        return switch (parts[0]) {
            case "kprobe", "k" -> kprobe(text, single(text, parts, arity));
            case "kretprobe", "kr" -> new ProbeSpec.Kretprobe(single(text, parts, arity), 0);
            case "raw_tracepoint", "rt" -> new ProbeSpec.RawTracepoint(single(text, parts, arity));
            case "fentry" -> new ProbeSpec.Fentry(single(text, parts, arity));
            case "fexit" -> new ProbeSpec.Fexit(single(text, parts, arity));
            case "tracepoint", "t" -> {
                if (arity != 2) {
                    throw malformed(text, "a tracepoint has a category and a name");
                }
                yield new ProbeSpec.Tracepoint(parts[1], parts[2]);
            }
            default -> throw malformed(text, "there is no kind of probe named '" + parts[0] + "'");
        };
    }

    private static ProbeSpec kprobe(String text, String function) {
        int plus = function.indexOf('+');
        if (plus < 0) {
            return new ProbeSpec.Kprobe(function, 0);
        }
        try {
            return new ProbeSpec.Kprobe(function.substring(0, plus), Long.decode(function.substring(plus + 1)));
        } catch (NumberFormatException e) {
            throw malformed(text, "the offset is not a number");
        }
    }

    private static String single(String text, String[] parts, int arity) {
        if (arity != 1) {
            throw malformed(text, "a " + parts[0] + " has one name");
        }
        return parts[1];
    }

    private static AttachException malformed(String text, String reason) {
        return new AttachException(Diagnostic.error(
                "'" + text + "' is not the name of a probe: " + reason,
                "Probes are named like kprobe:do_sys_openat2, kretprobe:vfs_read, tracepoint:syscalls:sys_enter_openat"
                        + " or raw_tracepoint:sys_enter."));
    }
}
