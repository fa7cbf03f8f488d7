package io.polyprobe.ptrace;

import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The kernel functions behind one system call that have been entered, and what was allocated for its duration. */
final class Frames {
    private final Hits hits;
    private final KernelHeap heap;
    private final ArrayDeque<Frame> open = new ArrayDeque<>();
    private final List<MemorySegment> temporary = new ArrayList<>();

    private record Frame(String function, long... arguments) {}

    Frames(Hits hits, KernelHeap heap) {
        this.hits = hits;
        this.heap = heap;
    }

    /** Enters a function, unless the call does not lead there. */
    void enter(KernelFunctions.Behind function, Arguments call) {
        function.arguments().of(call).ifPresent(arguments -> {
            open.push(new Frame(function.name(), arguments));
            hits.enter(function.name(), arguments);
        });
    }

    /** All of them return what the call does. */
    void leave(long result) {
        while (!open.isEmpty()) {
            Frame frame = open.pop();
            hits.leave(frame.function(), result, frame.arguments());
        }
    }

    /** A struct that lives as long as the call. */
    KernelObject allocate(String struct) {
        KernelObject object = heap.allocate(struct);
        temporary.add(object.segment());
        return object;
    }

    /** The address of a string that lives as long as the call. */
    long text(String text) {
        MemorySegment string = heap.temporary(text);
        temporary.add(string);
        return string.address();
    }

    void free() {
        temporary.forEach(heap::free);
    }
}
