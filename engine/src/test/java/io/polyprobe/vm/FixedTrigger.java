package io.polyprobe.vm;

import io.polyprobe.vm.helper.Trigger;
import java.util.OptionalLong;

/** A function that was called with 11 and 12, from one other, and returned 13. */
public final class FixedTrigger implements Trigger {
    @Override
    public long[] stack() {
        return new long[] {0x1000, 0x2000};
    }

    @Override
    public long function() {
        return 0x1000;
    }

    @Override
    public long[] arguments() {
        return new long[] {11, 12};
    }

    @Override
    public OptionalLong result() {
        return OptionalLong.of(13);
    }

    @Override
    public OptionalLong symbol(String name) {
        return name.equals("schedule") ? OptionalLong.of(0x3000) : OptionalLong.empty();
    }
}
