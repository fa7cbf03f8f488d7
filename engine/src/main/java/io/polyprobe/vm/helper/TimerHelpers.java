package io.polyprobe.vm.helper;

import io.polyprobe.object.MapType;
import io.polyprobe.vm.helper.Timers.Timer;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.Table;
import java.util.Map;

/** Helpers for timers in maps' values ({@code bpf-helpers(7)}), which go off in virtual time. */
final class TimerHelpers {
    /** {@code struct bpf_timer}. */
    private static final int BYTES = 16;

    /** {@code CLOCK_REALTIME}, {@code CLOCK_MONOTONIC} and {@code CLOCK_BOOTTIME}; here they tick alike. */
    private static final long REALTIME = 0;

    private static final long MONOTONIC = 1;
    private static final long BOOTTIME = 7;

    /** {@code BPF_F_TIMER_ABS}: the time is a point, not a distance. */
    private static final long ABSOLUTE = 1;

    /** {@code BPF_F_TIMER_CPU_PIN}: without effect. */
    private static final long PINNED = 2;

    /** How long it takes at least until a timer goes off, in nanoseconds: time must pass where one starts itself. */
    private static final long SOONEST = 1_000;

    private final MapArguments maps;
    private final Timers timers;
    private final Moment moment;

    TimerHelpers(Maps pool, Timers timers, Moment moment) {
        this.maps = new MapArguments(pool);
        this.timers = timers;
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(169, this::init, 170, this::setFunction, 171, this::start, 172, this::cancel);
    }

    private long init(Invocation call, long timer, long map, long clock, long r4, long r5) {
        long address = MapArguments.writable(call, timer, BYTES);
        Table table = maps.of(Table.class, map, 169);
        MapType type = table.spec().type();
        if (type != MapType.ARRAY && type != MapType.HASH && type != MapType.LRU_HASH) {
            throw MapArguments.wrongType(table, 169);
        }
        if (clock != REALTIME && clock != MONOTONIC && clock != BOOTTIME) {
            return Errno.EINVAL.result();
        }
        if (timers.at(address) != null) {
            return Errno.EBUSY.result();
        }
        if (!timers.make(table, address)) {
            throw new HelperFault("0x%x is in no value of the map '%s'"
                    .formatted(timer, table.spec().name()));
        }
        return 0;
    }

    private long setFunction(Invocation call, long timer, long function, long r3, long r4, long r5) {
        Timer found = timers.at(timer);
        if (found == null) {
            return Errno.EINVAL.result();
        }
        if (call.code().functionSlot(function) == Code.NOWHERE) {
            throw new HelperFault(
                    "0x%x is no function of %s".formatted(function, call.code().name()));
        }
        found.set(call.code(), function);
        return 0;
    }

    private long start(Invocation call, long timer, long nanos, long flags, long r4, long r5) {
        Timer found = timers.at(timer);
        if ((flags & ~(ABSOLUTE | PINNED)) != 0 || found == null || !found.hasFunction()) {
            return Errno.EINVAL.result();
        }
        long now = moment.monotonicNanos();
        long time = (flags & ABSOLUTE) != 0 ? nanos : now + nanos;
        boolean never = nanos < 0 || time < 0 || time == Long.MAX_VALUE;
        found.start(never ? Long.MAX_VALUE - 1 : Math.max(now + SOONEST, time));
        return 0;
    }

    /** 1 where it was to go off, 0 where it was not. */
    private long cancel(Invocation call, long timer, long r2, long r3, long r4, long r5) {
        Timer found = timers.at(timer);
        if (found == null) {
            return Errno.EINVAL.result();
        }
        if (found.isRunning()) {
            return Errno.EDEADLK.result();
        }
        return found.cancel() ? 1 : 0;
    }
}
