package io.polyprobe.vm;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.FaultException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.target.EventStream;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.MachineFile;
import io.polyprobe.target.Program;
import io.polyprobe.target.Symbolizer;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceStream;
import io.polyprobe.target.Types;
import io.polyprobe.target.WorldEndedException;
import io.polyprobe.vm.helper.Moment;
import io.polyprobe.vm.helper.Surroundings;
import io.polyprobe.vm.helper.Timers;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.jit.Jit;
import io.polyprobe.vm.map.MapSpace;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KnownNames;
import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import io.polyprobe.vm.world.Worlds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The virtual kernel as a place to run programs in. Time in it passes only while a script waits, in {@link #sleep}, in a
 * read of its trace or a poll for its events, and what happens meanwhile happens on the waiting thread.
 *
 * <p>A program that faults is detached, and the {@link FaultException} comes out of the call in which the script waits:
 * after the lines that were printed before it.
 */
public final class VmTarget implements Target {
    private final Types types = new VmTypes();
    private final Memory memory = new Memory();
    private final KernelHeap heap = new KernelHeap(memory, types.btf());
    private final MapSpace maps = new MapSpace(memory, types.onlineCpus());
    private final Packets packets = new Packets(memory, types.btf());
    private final Timers timers = new Timers(maps);
    private final Interpreter interpreter;
    private final KernelText text = new KernelText(KnownNames.functions(types.btf()));
    private final TraceBuffer buffer = new TraceBuffer();
    private final Attachments attachments;
    private final World world;
    private final VmCatalog catalog;
    private final Pace pace;
    private final boolean verifies;
    private final long end;
    private final List<VmObject> objects = new ArrayList<>();
    /** Held while things happen, so that closing from another thread waits for a whole event. */
    private final ReentrantLock running = new ReentrantLock();

    private volatile boolean closed;

    private VmTarget(VmOptions options) {
        heap.watch(maps::freed);
        maps.devices(device -> packets.network().has(device));
        this.pace = options.pace();
        this.verifies = options.verifies();
        this.interpreter = verifies
                ? new Interpreter(memory, Interpreter.DEFAULT_BUDGET, new Jit(options.compileAfter()))
                : Interpreter.strict(memory);
        this.attachments = new Attachments(heap, text, interpreter, this::moment);
        var kernel = new VirtualKernel(memory, heap, types.btf(), packets, attachments, this::print, options.seed());
        this.world = Worlds.open(kernel, options.world());
        this.catalog = new VmCatalog(options.world().name(), world);
        attachments.watch(world::attached);
        world.functions().stream().sorted().forEach(text::address);
        this.end = options.limit().map(limit -> later(limit)).orElse(Long.MAX_VALUE);
    }

    /**
     * Boots a virtual kernel.
     *
     * @throws TargetException where its world cannot be opened
     */
    public static VmTarget open(VmOptions options) {
        return new VmTarget(options);
    }

    private void requireOpen(String operation) {
        if (closed) {
            throw new TargetException(Diagnostic.error("cannot %s: the virtual kernel is closed".formatted(operation)));
        }
    }

    private Moment moment() {
        return world.moment();
    }

    private void print(byte[] message) {
        buffer.print(moment(), message);
    }

    @Override
    public String name() {
        return "vm";
    }

    @Override
    public Types types() {
        return types;
    }

    @Override
    public VmCatalog probes() {
        return catalog;
    }

    VmCatalog catalog() {
        return catalog;
    }

    /** What helpers know of this kernel. */
    Surroundings surroundings() {
        return new Surroundings(moment(), attachments, packets, timers, types.btf());
    }

    /** Whether programs are verified before they run. */
    boolean verifies() {
        return verifies;
    }

    MapSpace maps() {
        return maps;
    }

    Attachments attachments() {
        return attachments;
    }

    @Override
    public LoadedObject load(ObjectSpec object) {
        requireOpen("load " + object.name());
        var loaded = new VmObject(object, this, new TestRun(memory, packets, interpreter));
        objects.add(loaded);
        return loaded;
    }

    /** Does something while nothing else happens in this kernel. */
    <T> T exclusively(Supplier<T> action) {
        running.lock();
        try {
            requireOpen("run a program");
            return action.get();
        } finally {
            running.unlock();
        }
    }

    void forget(VmObject object) {
        objects.remove(object);
    }

    @Override
    public TraceStream trace() {
        requireOpen("open its trace lines");
        return new VmTrace(this, buffer);
    }

    @Override
    public EventStream events() {
        requireOpen("open its events");
        return new VmEvents(this);
    }

    @Override
    public Symbolizer symbols() {
        requireOpen("open its symbols");
        return new VmSymbolizer(text, world);
    }

    @Override
    public Optional<MachineFile> file(String path) {
        return new VmFiles(text, world).at(path);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        pass(duration, () -> false);
    }

    @Override
    public long monotonicNanos() {
        return moment().monotonicNanos();
    }

    /** The class that the JIT makes of a program of this target, with the JVM's instructions below the program's own. */
    public String compiled(Program program) {
        return new Jit(0).listing(((VmProgram) program).code());
    }

    /** See {@link World#finish}. */
    public OptionalInt finish() throws InterruptedException {
        return world.finish();
    }

    /** What its world has to tell when it is over, a line for each thing. */
    public List<String> summary() {
        return world.summary();
    }

    /** How many instructions the last run of a program executed. */
    public long executed() {
        return interpreter.executed();
    }

    /**
     * Lets virtual time pass, at most {@code timeout} and until something is so.
     *
     * @throws FaultException where an attached program has faulted
     * @throws WorldEndedException where the world ends first
     */
    void pass(Duration timeout, BooleanSupplier enough) throws InterruptedException {
        long deadline = later(timeout);
        var wall = new WallClock(pace, monotonicNanos());
        while (!enough.getAsBoolean()) {
            surfaceFault();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (world.ended()) {
                throw new WorldEndedException();
            }
            long next = Math.min(Math.min(deadline, end), nextEvent());
            world.await(next, wall);
            if (!reach(next)) {
                requireAlive(deadline);
                return;
            }
        }
    }

    /** Goes on to a point in time and lets what is due then happen; false where nothing is. */
    private boolean reach(long time) {
        running.lock();
        try {
            if (closed) {
                throw new WorldEndedException();
            }
            long timer = timers.next();
            if (timer <= time && timer <= world.nextEvent()) {
                world.advance(timer);
                fireTimers();
                return true;
            }
            if (world.nextEvent() <= time) {
                world.step();
                return true;
            }
            world.advance(time);
            return false;
        } finally {
            running.unlock();
        }
    }

    private long nextEvent() {
        return Math.min(world.nextEvent(), timers.next());
    }

    private void fireTimers() {
        try {
            timers.fire(monotonicNanos(), interpreter);
        } catch (FaultException e) {
            attachments.add(e);
        }
    }

    private void requireAlive(long deadline) {
        if (end < deadline || world.ended()) {
            throw new WorldEndedException();
        }
    }

    private void surfaceFault() {
        FaultException fault = attachments.takeFault();
        if (fault != null) {
            throw fault;
        }
    }

    /** Virtual time after a duration, as far as there is time. */
    private long later(Duration duration) {
        long now = monotonicNanos();
        if (duration.isNegative()) {
            return now;
        }
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE - now)) >= 0
                ? Long.MAX_VALUE
                : now + duration.toNanos();
    }

    @Override
    public void close() {
        running.lock();
        try {
            if (!closed) {
                closed = true;
                List.copyOf(objects).reversed().forEach(VmObject::close);
                maps.close();
                interpreter.close();
                world.close();
                heap.close();
            }
        } finally {
            running.unlock();
        }
    }
}
