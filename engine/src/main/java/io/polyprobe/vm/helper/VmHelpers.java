package io.polyprobe.vm.helper;

import io.polyprobe.prototype.Prototypes;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Helpers;
import io.polyprobe.vm.map.Maps;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The helpers of the virtual kernel, for the programs of one object. */
public final class VmHelpers implements Helpers {
    private final Map<Integer, Helper> byNumber = new HashMap<>();

    /**
     * @param maps the object's maps: no other map can be reached from its programs
     * @param stack the addresses of the kernel functions that run, innermost first
     */
    public VmHelpers(Moment moment, Maps maps, Supplier<long[]> stack) {
        byNumber.putAll(new TableHelpers(maps, moment).table());
        byNumber.putAll(new MapHelpers(maps, moment).table());
        byNumber.putAll(new StorageHelpers(maps).table());
        byNumber.putAll(LockHelpers.table());
        byNumber.putAll(new DynptrHelpers(maps).table());
        byNumber.putAll(new EventHelpers(maps, moment).table());
        byNumber.putAll(new StackHelpers(maps, stack).table());
        byNumber.putAll(new MomentHelpers(moment).table());
        byNumber.putAll(new ProbeReads(moment).table());
        byNumber.putAll(new Printing(moment).table());
    }

    @Override
    public @Nullable Helper helper(int id) {
        return byNumber.get(id);
    }

    @Override
    public String name(int id) {
        return Prototypes.name(id);
    }
}
