package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.map.MapSpace;
import io.polyprobe.vm.map.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The timers in values of maps ({@code struct bpf_timer}): each runs a function of a program at a point in virtual time.
 * What they are is known by their address alone, so that what programs or user space write there is without meaning. A
 * timer is gone with its value: that is seen when it is next looked at.
 */
public final class Timers {
    private static final long NEVER = Long.MAX_VALUE;

    private final MapSpace maps;
    private final Map<Long, Timer> timers = new HashMap<>();
    private @Nullable Timer running;
    private long started;

    /** @param maps where timers' maps are found */
    public Timers(MapSpace maps) {
        this.maps = maps;
    }

    /** One timer: the element of a map that it is in, and what it is to do when. */
    final class Timer {
        private final long map;
        private final long address;
        private final int version;
        private @Nullable Code code;
        private long function;
        private long due = NEVER;
        private long order;

        private Timer(Table table, long address) {
            this.map = table.handle();
            this.address = address;
            this.version = table.versionAt(address);
        }

        boolean hasFunction() {
            return code != null;
        }

        boolean isRunning() {
            return running == this;
        }

        void set(Code newCode, long newFunction) {
            code = newCode;
            function = newFunction;
        }

        void start(long time) {
            due = time;
            order = started++;
        }

        /** Whether it was to go off. */
        boolean cancel() {
            boolean active = due != NEVER;
            due = NEVER;
            code = null;
            return active;
        }

        /** The map, where the element is still in it. */
        private @Nullable Table table() {
            return maps.at(map) instanceof Table table && table.versionAt(address) == version ? table : null;
        }
    }

    /** The timer at an address, or null where none was made in the value that is there now. */
    @Nullable
    Timer at(long address) {
        Timer timer = timers.get(address);
        if (timer != null && timer.table() == null) {
            timers.remove(address);
            return null;
        }
        return timer;
    }

    /** Makes a timer in a value of a map; false where the address lies in none of its values. */
    boolean make(Table table, long address) {
        if (table.versionAt(address) == Table.NO_ELEMENT) {
            return false;
        }
        timers.put(address, new Timer(table, address));
        return true;
    }

    /**
     * When the first of them goes off, in nanoseconds of {@code CLOCK_MONOTONIC}; {@link Long#MAX_VALUE} where none does.
     * Asked before each event, so that it is not worth a stream.
     */
    public long next() {
        long first = NEVER;
        for (Timer timer : timers.values()) {
            first = Math.min(first, timer.due);
        }
        return first;
    }

    /**
     * Lets all go off that are due, in the order of their times.
     *
     * @throws io.polyprobe.diag.FaultException where a function faults; its timer is then cancelled
     */
    public void fire(long now, Interpreter interpreter) {
        List<Timer> due = new ArrayList<>(
                timers.values().stream().filter(timer -> timer.due <= now).toList());
        due.sort(Comparator.comparingLong((Timer timer) -> timer.due).thenComparingLong(timer -> timer.order));
        for (Timer timer : due) {
            fire(timer, interpreter);
        }
    }

    private void fire(Timer timer, Interpreter interpreter) {
        Code code = timer.code;
        if (timer.due == NEVER || code == null) {
            return; // one that went off before has cancelled it
        }
        timer.due = NEVER;
        Table table = timer.table();
        if (table == null) {
            timers.remove(timer.address);
            return;
        }
        running = timer;
        try {
            table.visitAt(timer.address, (key, value) -> {
                interpreter.callback(code, timer.function, timer.map, key, value);
                return true;
            });
        } finally {
            running = null;
        }
    }
}
