package io.polyprobe.verifier.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One point of one path. Belongs to that path alone, and changes as it goes on. */
public final class State {
    private final List<Frame> frames;
    private List<Held> references;
    private @Nullable Lock lock;
    private int slot;
    private int gotos;
    private Trail trail;
    private @Nullable Checkpoint parent;

    /**
     * Something that the program has to give back.
     *
     * @param slot where it was acquired
     */
    public record Held(int id, int slot, String what) {}

    /**
     * The spin lock that is held.
     *
     * @param base which map's value or memory it is in
     * @param id which value
     */
    public record Lock(Base base, int id) {}

    private State(
            List<Frame> frames,
            List<Held> references,
            @Nullable Lock lock,
            int slot,
            int gotos,
            Trail trail,
            @Nullable Checkpoint parent) {
        this.frames = frames;
        this.references = references;
        this.lock = lock;
        this.slot = slot;
        this.gotos = gotos;
        this.trail = trail;
        this.parent = parent;
    }

    /** The start of a function that nobody called. */
    public State(int function) {
        this(new ArrayList<>(), List.of(), null, function, 0, Trail.START, null);
        frames.add(new Frame(0, function, -1, Frame.Callback.NONE));
    }

    public State copy() {
        var copies = new ArrayList<Frame>(frames.size());
        frames.forEach(frame -> copies.add(frame.copy()));
        return new State(copies, references, lock, slot, gotos, trail, parent);
    }

    public List<Frame> frames() {
        return frames;
    }

    /** The function that runs. */
    public Frame frame() {
        return frames.getLast();
    }

    public Value get(int register) {
        return frame().get(register);
    }

    public void set(int register, Value value) {
        frame().set(register, value);
    }

    /** The instruction that comes next. */
    public int slot() {
        return slot;
    }

    public void goTo(int next) {
        slot = next;
    }

    /** How often {@code may_goto} went on. */
    public int gotos() {
        return gotos;
    }

    public void countGoto() {
        gotos++;
    }

    public List<Held> references() {
        return references;
    }

    public void acquire(Held held) {
        var more = new ArrayList<>(references);
        more.add(held);
        references = List.copyOf(more);
    }

    /** Whether it was held. */
    public boolean release(int id) {
        var fewer = references.stream().filter(held -> held.id() != id).toList();
        boolean held = fewer.size() < references.size();
        references = fewer;
        return held;
    }

    public @Nullable Lock lock() {
        return lock;
    }

    public void setLock(@Nullable Lock newLock) {
        lock = newLock;
    }

    public Trail trail() {
        return trail;
    }

    public void note(Trail.Step step) {
        trail = new Trail(trail, step);
    }

    public @Nullable Checkpoint parent() {
        return parent;
    }

    public void setParent(@Nullable Checkpoint checkpoint) {
        parent = checkpoint;
    }

    /** Changes all values alike, wherever they are: registers and stored registers of all frames. */
    @SuppressWarnings("ReferenceEquality") // whether a value was replaced, not whether it is alike
    public void update(UnaryOperator<Value> change) {
        for (Frame frame : frames) {
            for (int i = 0; i < Frame.REGISTERS; i++) {
                Value before = frame.get(i);
                Value after = change.apply(before);
                if (after != before) {
                    frame.set(i, after);
                }
            }
            for (int i = 0; i < frame.slots(); i++) {
                Slot slotBefore = frame.slot(i);
                Value before = slotBefore.spilled();
                Value after = before == null ? null : change.apply(before);
                if (after != null && after != before) {
                    frame.setSlot(i, slotBefore.withSpilled(after));
                }
            }
        }
    }
}
