package io.polyprobe.target;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import java.util.List;

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
            case "fmod_ret" -> new ProbeSpec.ModifyReturn(single(text, parts, arity));
            case "lsm" -> new ProbeSpec.Lsm(single(text, parts, arity));
            case "tp_btf" -> new ProbeSpec.TypedTracepoint(single(text, parts, arity));
            case "iter" -> new ProbeSpec.Iterator(single(text, parts, arity));
            case "xdp" -> new ProbeSpec.Xdp(single(text, parts, arity), 0);
            case "tc" -> tc(text, parts, arity);
            case "socket" -> new ProbeSpec.PacketSocket(single(text, parts, arity));
            case "uprobe", "u" -> {
                var place = userPlace(text, parts, arity);
                yield new ProbeSpec.Uprobe(parts[1], place.name(), place.offset(), -1, 0);
            }
            case "uretprobe", "ur" -> {
                var place = userPlace(text, parts, arity);
                yield new ProbeSpec.Uretprobe(parts[1], place.name(), place.offset(), -1);
            }
            case "perf" ->
                PerfNames.parse(single(text, parts, arity))
                        .orElseThrow(() -> malformed(
                                text, "a perf event has a name and @FREQUENCY or /PERIOD, as in perf:cpu-clock@99"));
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
        var place = place(text, function);
        return new ProbeSpec.Kprobe(place.name(), place.offset());
    }

    private static ProbeSpec tc(String text, String[] parts, int arity) {
        if (arity == 2 && List.of("ingress", "egress").contains(parts[2])) {
            return new ProbeSpec.Tc(parts[1], parts[2].equals("egress"));
        }
        return new ProbeSpec.Tc(single(text, parts, arity), false);
    }

    private static Place userPlace(String text, String[] parts, int arity) {
        if (arity != 2) {
            throw malformed(text, "a " + parts[0] + " has a file and a function, or an address in hexadecimal");
        }
        return parts[2].startsWith("0x") ? place(text, "+" + parts[2]) : place(text, parts[2]);
    }

    private record Place(String name, long offset) {}

    private static Place place(String text, String function) {
        int plus = function.indexOf('+');
        if (plus < 0) {
            return new Place(function, 0);
        }
        try {
            return new Place(function.substring(0, plus), Long.decode(function.substring(plus + 1)));
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
                "Probes are named like kprobe:do_sys_openat2, kretprobe:vfs_read, tracepoint:syscalls:sys_enter_openat,"
                        + " raw_tracepoint:sys_enter, uprobe:/bin/bash:readline or perf:cpu-clock@99."));
    }
}
