package io.polyprobe.vm;

import io.polyprobe.diag.FaultException;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.vm.helper.Moment;
import io.polyprobe.vm.helper.Trigger;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.TracepointCatalog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is attached where. A hit runs the programs of its probe in the order in which they were attached, each with the
 * context that Linux would give it.
 */
final class Attachments implements Hits, Trigger {
    /** How far into a function its calls return, for want of instructions: behind one of five bytes. */
    private static final long CALL = 5;

    private final KernelHeap heap;
    private final Interpreter interpreter;
    private final Supplier<Moment> moment;
    private final Map<ProbeSpec, List<VmLink>> links = new HashMap<>();
    private final Map<String, Record> records = new HashMap<>();
    private Consumer<Set<ProbeSpec>> listener = _ -> {};
    private final ArrayDeque<FaultException> faults = new ArrayDeque<>();
    private final KernelText text;
    private final RegisterContext registers;
    private final ArgumentContext arguments;

    /** The function that was entered last and has not returned. */
    private @Nullable String function;

    /** What it was called with, or what the tracepoint that was hit last tells. */
    private long[] values = {};

    /** What it returns, once it does. */
    private OptionalLong result = OptionalLong.empty();

    /**
     * @param text where functions are
     * @param moment tells who runs where
     */
    Attachments(KernelHeap heap, KernelText text, Interpreter interpreter, Supplier<Moment> moment) {
        this.heap = heap;
        this.text = text;
        this.interpreter = interpreter;
        this.moment = moment;
        this.registers = new RegisterContext(heap, text);
        this.arguments = new ArgumentContext(heap);
    }

    void attach(VmLink link) {
        var there = new ArrayList<>(links.getOrDefault(key(link.probe()), List.of()));
        there.add(link);
        links.put(key(link.probe()), List.copyOf(there));
        listener.accept(probes());
    }

    void detach(VmLink link) {
        var there = new ArrayList<>(links.getOrDefault(key(link.probe()), List.of()));
        if (there.remove(link)) {
            if (there.isEmpty()) {
                links.remove(key(link.probe()));
            } else {
                links.put(key(link.probe()), List.copyOf(there));
            }
            listener.accept(probes());
        }
    }

    boolean isAttached(ProbeSpec probe) {
        return links.containsKey(key(probe));
    }

    private Set<ProbeSpec> probes() {
        return Set.copyOf(links.keySet());
    }

    /** Tells someone of all probes, whenever these change. */
    void watch(Consumer<Set<ProbeSpec>> newListener) {
        listener = newListener;
    }

    /** The oldest fault of a program that nobody has been told of, or null. */
    @Nullable
    FaultException takeFault() {
        return faults.poll();
    }

    /** Keeps a fault for whoever next waits. */
    void add(FaultException fault) {
        faults.add(fault);
    }

    /** The probe without what does not matter here: no call is ever missed, and devices have one mode of XDP. */
    private static ProbeSpec key(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Kretprobe p -> new ProbeSpec.Kretprobe(p.function(), 0);
            case ProbeSpec.Xdp p -> new ProbeSpec.Xdp(p.device(), 0);
            default -> probe;
        };
    }

    /** Where the world does not know more, the innermost function alone. */
    @Override
    public long[] stack() {
        List<String> functions = moment.get().functions();
        if (functions.isEmpty()) {
            return function == null ? new long[0] : new long[] {text.address(function)};
        }
        long[] addresses =
                functions.stream().mapToLong(name -> text.address(name) + CALL).toArray();
        addresses[0] -= CALL;
        return addresses;
    }

    @Override
    public long function() {
        return function == null ? 0 : text.address(function);
    }

    @Override
    public long[] arguments() {
        return values;
    }

    @Override
    public OptionalLong result() {
        return result;
    }

    @Override
    public OptionalLong symbol(String name) {
        return text.has(name) ? OptionalLong.of(text.address(name)) : OptionalLong.empty();
    }

    @Override
    public void enter(String function, long... values) {
        happen(function, OptionalLong.empty(), values);
        if (links.isEmpty()) {
            return;
        }
        run(new ProbeSpec.Kprobe(function, 0), () -> registers.entry(function, values));
        run(new ProbeSpec.Fentry(function), () -> arguments.of(values));
    }

    @Override
    public void leave(String function, long result, long... values) {
        happen(function, OptionalLong.of(result), values);
        if (!links.isEmpty()) {
            run(new ProbeSpec.Fexit(function), () -> arguments.of(values, result));
            run(new ProbeSpec.Kretprobe(function, 0), () -> registers.exit(function, result));
        }
        this.function = null;
    }

    @Override
    public void tracepoint(String category, String name, Object... values) {
        if (!links.isEmpty()) {
            run(
                    new ProbeSpec.Tracepoint(category, name),
                    () -> record(category, name).fill(moment.get().pid(), values));
        }
    }

    @Override
    public void rawTracepoint(String name, long... values) {
        happen(function, OptionalLong.empty(), values);
        if (!links.isEmpty()) {
            run(new ProbeSpec.RawTracepoint(name), () -> arguments.of(values));
            run(new ProbeSpec.TypedTracepoint(name), () -> arguments.of(values));
        }
    }

    @Override
    public OptionalLong hit(ProbeSpec probe, long context, LongPredicate next) {
        happen(null, OptionalLong.empty());
        return run(probe, () -> context, next);
    }

    private void happen(@Nullable String innermost, OptionalLong returned, long... told) {
        function = innermost;
        result = returned;
        values = told;
    }

    private Record record(String category, String name) {
        return records.computeIfAbsent(category + ":" + name, key -> {
            TracepointFormat format =
                    Objects.requireNonNull(TracepointCatalog.all().get(key), key);
            return new Record(format, heap);
        });
    }

    /** @param context prepares the context, each time anew, and gives its address */
    private void run(ProbeSpec probe, LongSupplier context) {
        run(probe, context, _ -> true);
    }

    /** @return what the last program returned */
    private OptionalLong run(ProbeSpec probe, LongSupplier context, LongPredicate next) {
        List<VmLink> there = links.get(probe);
        var last = OptionalLong.empty();
        if (there == null) {
            return last;
        }
        for (VmLink link : there) {
            try {
                long at = context.getAsLong();
                long returned = interpreter.run(link.code(), at);
                link.taker().take(at, returned);
                last = OptionalLong.of(returned);
                if (!next.test(returned)) {
                    return last;
                }
            } catch (FaultException e) {
                // It would fault again at each hit: it goes, and the script hears of it when it next waits.
                detach(link);
                faults.add(e);
            }
        }
        return last;
    }
}
