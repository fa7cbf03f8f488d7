package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * {@code BPF_MAP_TYPE_DEVMAP} and {@code DEVMAP_HASH}: network devices to which XDP programs send packets ({@code
 * bpf_redirect_map}). A value is a device's number, and behind it there may be a program's descriptor ({@code struct
 * bpf_devmap_val}), which has to be 0: devices of the virtual kernel run no programs for what goes out.
 */
public final class DeviceMap extends VmMap {
    private final MapSpace space;
    private final ConcurrentSkipListMap<Integer, Integer> devices =
            new ConcurrentSkipListMap<>(Integer::compareUnsigned);

    DeviceMap(MapSpec spec, Identity identity, MapSpace space) {
        super(spec, identity);
        this.space = space;
    }

    /** The number of the device at a key; 0 where there is none. */
    public int at(int key) {
        return devices.getOrDefault(key, 0);
    }

    /** The numbers of all devices in it. */
    public Collection<Integer> all() {
        return devices.values();
    }

    private boolean isArray() {
        return spec().type() == MapType.DEVMAP;
    }

    @Override
    int update(long key, long value, long flags) {
        int device = Raw.getUnaligned(value);
        if (flags < 0 || flags > EXIST || (!isArray() && device == 0)) {
            return Errno.EINVAL.result();
        }
        if (isArray() && Indices.at(key) >= spec().maxEntries()) {
            return Errno.E2BIG.result();
        }
        if (flags == NOEXIST && (isArray() || devices.containsKey(Raw.getUnaligned(key)))) {
            return Errno.EEXIST.result();
        }
        boolean program = spec().valueSize() > Integer.BYTES && Raw.getUnaligned(value + Integer.BYTES) > 0;
        if (program || (device != 0 && !space.hasDevice(device))) {
            return Errno.EINVAL.result();
        }
        return put(Raw.getUnaligned(key), device);
    }

    private int put(int key, int device) {
        if (device == 0) {
            devices.remove(key);
        } else if (devices.size() >= spec().maxEntries() && !devices.containsKey(key)) {
            return Errno.E2BIG.result();
        } else {
            devices.put(key, device);
        }
        return 0;
    }

    @Override
    int lookup(long key, long value, long flags) {
        int device = at(Raw.getUnaligned(key));
        if (device == 0) {
            return Errno.ENOENT.result();
        }
        Raw.zero(value, spec().valueSize());
        Raw.setInt(value, device);
        return 0;
    }

    @Override
    int delete(long key) {
        if (isArray() && Indices.at(key) >= spec().maxEntries()) {
            return Errno.EINVAL.result();
        }
        Integer before = devices.remove(Raw.getUnaligned(key));
        return before == null && !isArray() ? Errno.ENOENT.result() : 0;
    }

    @Override
    int nextKey(long key, long next) {
        if (isArray()) {
            return Indices.next(key, next, spec().maxEntries());
        }
        Integer before = key == 0 ? null : Raw.getUnaligned(key);
        var found = before == null || !devices.containsKey(before) ? devices.firstEntry() : devices.higherEntry(before);
        if (found == null) {
            return Errno.ENOENT.result();
        }
        Raw.setInt(next, found.getKey());
        return 0;
    }
}
