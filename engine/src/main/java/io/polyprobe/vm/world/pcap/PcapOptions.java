package io.polyprobe.vm.world.pcap;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.vm.world.WorldSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a user wants of a world of captures.
 *
 * @param captures by the names of the devices that they stand for, in the order given
 * @param output where to write what programs make of the packets
 */
record PcapOptions(Map<String, Path> captures, Optional<Path> output) {
    private static final String OUTPUT = "out";

    /** A device's name before the file; {@code IFNAMSIZ} leaves it 15 bytes. */
    private static final Pattern NAMED = Pattern.compile("([\\w.-]{1,15})=(.+)");

    /** Reads {@code [DEVICE=]FILE,…[,out=FILE]}; devices without a name are called eth0, eth1, …. */
    static PcapOptions parse(WorldSpec spec) {
        var captures = new LinkedHashMap<String, Path>();
        var output = new ArrayList<Path>();
        for (String item : List.of(spec.options().split(",", -1))) {
            var named = NAMED.matcher(item);
            if (item.isEmpty()) {
                throw refused(spec, "a file is missing");
            } else if (!named.matches()) {
                captures.put("eth" + captures.size(), Path.of(item));
            } else if (named.group(1).equals(OUTPUT)) {
                output.add(Path.of(named.group(2)));
            } else if (captures.put(named.group(1), Path.of(named.group(2))) != null) {
                throw refused(spec, "two captures are for the device " + named.group(1));
            }
        }
        if (captures.isEmpty() || output.size() > 1) {
            throw refused(spec, captures.isEmpty() ? "no capture is named" : "there is more than one out=");
        }
        return new PcapOptions(captures, output.stream().findFirst());
    }

    private static TargetException refused(WorldSpec spec, String reason) {
        return new TargetException(Diagnostic.error(
                "cannot open the world '%s': %s".formatted(spec, reason),
                "It is written pcap:FILE, or pcap:eth0=FILE,eth1=FILE,out=FILE."));
    }
}
