package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;
import java.util.ArrayDeque;
import java.util.List;

/** The kernel functions that a task is in. Going through one is told to {@link Hits}; what it leads over just stands there. */
final class Frames {
    private final Hits hits;
    /** Innermost first. */
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();

    /** @param told whether probes hear of it */
    private record Frame(String function, boolean told, long... arguments) {}

    Frames(Hits hits) {
        this.hits = hits;
    }

    /** A function is called. */
    void down(String function, long... arguments) {
        frames.push(new Frame(function, true, arguments));
        hits.enter(function, arguments);
    }

    /** The function called last returns, and with it what stands above it. */
    void up(long result) {
        Frame frame = frames.peek();
        if (frame.told()) {
            hits.leave(frame.function(), result, frame.arguments());
        }
        frames.pop();
    }

    /** A function is called and returns at once. */
    void call(String function, long result, long... arguments) {
        down(function, arguments);
        up(result);
    }

    /** Functions that stacks show and no probe is hit in: the outermost first. */
    void stand(String... functions) {
        for (String function : functions) {
            frames.push(new Frame(function, false));
        }
    }

    int depth() {
        return frames.size();
    }

    /** Returns from functions until so many are left. */
    void unwind(int depth, long result) {
        while (frames.size() > depth) {
            up(result);
        }
    }

    /** Innermost first. */
    List<String> functions() {
        return frames.stream().map(Frame::function).toList();
    }
}
