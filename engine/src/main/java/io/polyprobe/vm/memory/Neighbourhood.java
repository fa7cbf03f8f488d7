package io.polyprobe.vm.memory;

import java.util.Comparator;
import java.util.List;

/** Explains a faulty address by the regions around it. */
final class Neighbourhood {
    /** Beyond this a region is no neighbour: the number was not meant as a pointer into it. */
    private static final long FAR = 1 << 20;

    private final List<Region> regions;

    Neighbourhood(List<Region> regions) {
        this.regions = regions;
    }

    String explain(long address, long size) {
        if (size < 0) {
            return "the size is negative";
        }
        for (Region region : regions) {
            if (region.holds(address, size)) {
                return region.access() == Access.NONE
                        ? "%s may not be accessed now".formatted(position(region, address))
                        : "%s is read-only".formatted(position(region, address));
            }
        }
        if (Long.compareUnsigned(address, MemoryFault.NULL_PAGE) < 0) {
            return "null pointer";
        }
        return regions.stream()
                .filter(region -> distance(region, address) <= FAR)
                .min(Comparator.comparingLong(region -> distance(region, address)))
                .map(region -> "only %s is near".formatted(position(region, address)))
                .orElse("nothing is there");
    }

    /** How far outside a region an address lies; unsigned distances that do not fit are far. */
    private static long distance(Region region, long address) {
        if (region.holds(address, 1)) {
            return 0;
        }
        long gap = Long.compareUnsigned(address, region.address()) < 0
                ? region.address() - address
                : address - (region.address() + region.size());
        return gap < 0 ? Long.MAX_VALUE : gap;
    }

    private static String position(Region region, long address) {
        return "%s%+d (%d bytes)".formatted(region.name(), address - region.address(), region.size());
    }
}
