package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** A map whose keys and values have C types: what scripts call a table. */
public final class Table {
    private static final byte[] NO_KEY = {};

    private final BpfMap map;
    private final Btf btf;
    private final int keyType;
    private final int valueType;
    private final Module owner;

    Table(BpfMap map, @Nullable Btf btf, Module owner) {
        this.map = map;
        this.owner = owner;
        this.btf = btf == null ? new BtfBuilder().build() : btf;
        MapSpec spec = map.spec();
        keyType = btf == null ? 0 : spec.keyType();
        valueType = btf == null ? 0 : spec.valueType();
    }

    public String name() {
        return map.spec().name();
    }

    /** The kernel's number of the map's type. */
    public int type() {
        return map.spec().type().number();
    }

    /** The name of the map's type: {@code HASH}, {@code RINGBUF}… */
    public String typeName() {
        return map.spec().type().name();
    }

    /** What stands for it in maps of maps: its file descriptor. */
    public int fd() {
        return map.fd();
    }

    /** Which of the module's maps it is, from 0. */
    public int number() {
        return owner.numberOf(name());
    }

    /** Its key and value as lines of C, with the places of fields where asked for; see {@link TypeLayout}. */
    public List<String> layout(boolean sizes) {
        var lines = new ArrayList<>(TypeLayout.of(btf, keyType, "key", sizes));
        lines.addAll(TypeLayout.of(btf, valueType, "value", sizes));
        return lines;
    }

    /** {@code BPF_F_*} of its creation. */
    public int flags() {
        return map.spec().flags();
    }

    /** Whether the keys are the numbers from 0 to {@link #capacity}, all present, none removable. */
    public boolean isArray() {
        MapType type = map.spec().type();
        return type == MapType.ARRAY || type == MapType.PERCPU_ARRAY;
    }

    public boolean isPerCpu() {
        return map.spec().type().isPerCpu();
    }

    /** Opens a perf buffer, see {@link Events#open}. */
    public void openPerfBuffer(Value function, int pages, @Nullable Value lost, int wakeupEvents) {
        owner.call("Could not open perf buffer", () -> {
            owner.perfBuffers().open(map, pages, wakeupEvents, null, function, Conversion.given(lost));
            return true;
        });
    }

    /** Opens a perf buffer whose events come by the batch, see {@link Events#openBatch}. */
    public Batch batchPerfBuffer(Value function, int pages, @Nullable Value lost, int wakeupEvents) {
        return owner.call(
                "Could not open perf buffer",
                () -> owner.perfBuffers().openBatch(map, pages, wakeupEvents, function, Conversion.given(lost)));
    }

    /** Opens a performance counter on each CPU for programs to read, numbered as in {@code perf_event_open(2)}. */
    public void openCounters(int type, long config) {
        owner.openCounters(name(), type, config);
    }

    /** Opens a ring buffer, see {@link Events#open}. */
    public void openRingBuffer(Value function, Value first) {
        owner.call("Could not open ring buffer", () -> {
            owner.ringBuffers().open(map, 0, 1, first, function, null);
            return true;
        });
    }

    /** Opens a ring buffer whose events come by the batch, see {@link Events#openBatch}. */
    public Batch batchRingBuffer(Value function) {
        return owner.call(
                "Could not open ring buffer", () -> owner.ringBuffers().openBatch(map, 0, 1, function, null));
    }

    /** What programs submit to this table. */
    public EventType eventType() {
        return owner.eventType(name());
    }

    /** The same, for events that come by the batch. */
    public EventRow eventRow() {
        return owner.eventRow(name());
    }

    public int capacity() {
        return map.spec().maxEntries();
    }

    /** A key of zeros. */
    public CValue newKey() {
        return key(new byte[map.spec().keySize()]);
    }

    /** A value of zeros. */
    public CValue newValue() {
        return value(new byte[map.spec().valueSize()]);
    }

    /** The value of a key, or null; of a per-CPU map a list of the values of all CPUs. */
    public @Nullable Object get(CValue key) {
        return owner.call(
                        "cannot look up in " + name(),
                        () -> Optional.ofNullable(map.lookup(key.bytes())).map(this::decode))
                .orElse(null);
    }

    /** Of how many values a script sees the value of a key: one for each CPU in a per-CPU map, else one. */
    public int copies() {
        return map.userValueSize() / stride();
    }

    /** Sets the value of a key; of a per-CPU map for each CPU. */
    public void put(CValue key, CValue value) {
        putEach(key, Collections.nCopies(copies(), value));
    }

    /**
     * Sets the value of a key for each CPU.
     *
     * @param values as many as {@link #copies}
     */
    public void putEach(CValue key, List<CValue> values) {
        byte[] all = new byte[map.userValueSize()];
        for (int i = 0; i < copies(); i++) {
            byte[] one = values.get(i).bytes();
            System.arraycopy(one, 0, all, i * stride(), one.length);
        }
        owner.call("cannot update " + name(), () -> {
            map.update(key.bytes(), all, 0);
            return true;
        });
    }

    /** Removes a key (in an array: zeroes its value); says whether it was there. */
    public boolean delete(CValue key) {
        if (isArray()) {
            put(key, newValue());
            return true;
        }
        return owner.call("cannot delete from " + name(), () -> map.delete(key.bytes()));
    }

    /** All keys as they are now. */
    public List<CValue> keys() {
        return owner.call("cannot list " + name(), () -> {
            var keys = new ArrayList<CValue>();
            for (byte[] at = map.nextKey(null); at != null; at = map.nextKey(at)) {
                keys.add(key(at));
            }
            return keys;
        });
    }

    /** The key after a key, the first for null, or null at the end. */
    public @Nullable CValue next(@Nullable CValue key) {
        return owner.call(
                        "cannot list " + name(),
                        () -> Optional.ofNullable(map.nextKey(key == null ? null : key.bytes()))
                                .map(this::key))
                .orElse(null);
    }

    /** Pairs of all keys and their values, as few calls as the target can do it with. */
    public List<Object[]> lookupAll() {
        return owner.call("cannot list " + name(), () -> pairs(map.lookupBatch()));
    }

    /** Removes all keys; pairs of them and their values. */
    public List<Object[]> takeAll() {
        return owner.call("cannot empty " + name(), () -> pairs(map.lookupAndDeleteBatch()));
    }

    private List<Object[]> pairs(List<BpfMap.Entry> entries) {
        return entries.stream()
                .map(entry -> new Object[] {key(entry.key()), decode(entry.value())})
                .toList();
    }

    /** Adds a value to a queue or a stack; flag 2 makes room for it by dropping the oldest. */
    public void push(CValue value, long flags) {
        owner.call("cannot push to " + name(), () -> {
            map.update(NO_KEY, value.bytes(), flags);
            return true;
        });
    }

    /** Takes the next value from a queue or a stack, or null. */
    public @Nullable Object pop() {
        return owner.call(
                        "cannot pop from " + name(),
                        () -> Optional.ofNullable(map.lookupAndDelete(NO_KEY)).map(this::decode))
                .orElse(null);
    }

    /** The next value of a queue or a stack, or null. */
    public @Nullable Object peek() {
        return owner.call(
                        "cannot peek into " + name(),
                        () -> Optional.ofNullable(map.lookup(NO_KEY)).map(this::decode))
                .orElse(null);
    }

    private Object decode(byte[] bytes) {
        if (!isPerCpu()) {
            return value(bytes);
        }
        var values = new ArrayList<CValue>();
        for (int at = 0; at < bytes.length; at += stride()) {
            values.add(value(
                    java.util.Arrays.copyOfRange(bytes, at, at + map.spec().valueSize())));
        }
        return values;
    }

    /** Bytes from one CPU's value to the next: padded to 8. */
    private int stride() {
        int size = map.spec().valueSize();
        return isPerCpu() ? (size + 7) & ~7 : size;
    }

    private CValue key(byte[] bytes) {
        return CValue.over(btf, keyType, bytes);
    }

    private CValue value(byte[] bytes) {
        return CValue.over(btf, valueType, bytes);
    }
}
