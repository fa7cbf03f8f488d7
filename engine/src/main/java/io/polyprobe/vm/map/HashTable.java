package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hash tables ({@code Documentation/bpf/map_hash.rst}): {@code BPF_MAP_TYPE_HASH}, {@code PERCPU_HASH} and their LRU forms.
 * As in Linux, a fixed number of buckets holds {@link Chains} of elements. An update of a key that is there puts a new
 * element in the place of the old one, so that nobody sees half of each; only per-CPU values, those under a lock of their
 * own and what programs write through pointers change where they are.
 *
 * <p>Whoever copies a value locks nothing: the copy counts when the element's version has not changed meanwhile.
 *
 * <p>The order of keys is that of their hashes, which no random seed disturbs: the same updates give the same order.
 */
final class HashTable extends Table {
    /** Elements beside those that can be in the table, for replacing some of them. */
    private static final int SPARE = 16;

    private final Elements elements;
    private final Places places;
    private final Chains chains;
    private final Search search;
    private final boolean dropsOldest;
    private final AtomicInteger count = new AtomicInteger();

    /** Where the search for an element that is left alone goes on. */
    private final AtomicInteger hand = new AtomicInteger();

    /**
     * An element that a program's update has left for the next, so that it needs no turn with the others' free elements.
     * Programs run one at a time.
     */
    private int spare = Elements.NONE;

    /** @param buckets memory for {@link Chains#count(int)}, zeroed */
    HashTable(MapSpec spec, Identity identity, Values values, Elements elements, Block buckets) {
        super(spec, identity, values);
        this.elements = elements;
        this.places = elements.places();
        this.chains = Chains.of(places, buckets, spec.maxEntries(), spec.keySize());
        this.dropsOldest = dropsOldest(spec.type());
        this.search = new Search(chains, values, dropsOldest);
    }

    static boolean dropsOldest(MapType type) {
        return type == MapType.LRU_HASH || type == MapType.LRU_PERCPU_HASH;
    }

    /** How many elements a table needs. */
    static int elements(int maxEntries) {
        return maxEntries + SPARE;
    }

    /** A record, as {@link Places} is one. */
    private record Search(Chains chains, Values values, boolean notesUse) implements Finder {
        @Override
        public long find(long key, int cpu) {
            int element = chains.search(Raw.hash(key, chains.keySize()), key);
            if (element < 0) {
                return 0;
            }
            if (notesUse) {
                chains.places().use(element);
            }
            return chains.places().value(element) + values.row(cpu);
        }
    }

    @Override
    public Finder finder() {
        return search;
    }

    @Override
    public long find(long key, int cpu) {
        return search.find(key, cpu);
    }

    @Override
    int lookup(long key, long value, long flags) {
        int hash = Raw.hash(key, spec().keySize());
        while (true) {
            int element = chains.search(hash, key);
            if (element < 0) {
                return Errno.ENOENT.result();
            }
            if ((flags & LOCK) != 0) {
                return values().readLocked(places.value(element), value);
            }
            int version = places.version(element);
            if (chains.is(element, hash, key)) {
                values().read(places.value(element), value);
                if (places.version(element) == version) {
                    return 0;
                }
            }
        }
    }

    @Override
    int update(long key, long value, long flags) {
        return put(key, value, flags, ALL_CPUS);
    }

    private static final int ALL_CPUS = -1;

    @Override
    public int put(long key, long value, long flags, int cpu) {
        if (areUnknown(flags)) {
            return Errno.EINVAL.result();
        }
        int hash = Raw.hash(key, spec().keySize());
        int bucket = chains.bucket(hash);
        while (true) {
            if (isFull() && chains.search(hash, key) < 0 && (flags & EXIST) == 0 && !(dropsOldest && dropOldest())) {
                return Errno.E2BIG.result();
            }
            chains.lock(bucket);
            try {
                int old = chains.search(hash, key);
                int refusal = refusal(old, flags);
                if (refusal != 0) {
                    return refusal;
                }
                if (old >= 0 && changesInPlace(flags)) {
                    return change(old, value, flags, cpu);
                }
                if (old >= 0) {
                    replace(old, hash, key, value, cpu);
                    return 0;
                }
                if (add(hash, key, value, cpu)) {
                    return 0;
                }
            } finally {
                chains.unlock(bucket);
            }
        }
    }

    private boolean isFull() {
        return count.get() >= spec().maxEntries();
    }

    private static int refusal(int old, long flags) {
        if (old >= 0 && (flags & NOEXIST) != 0) {
            return Errno.EEXIST.result();
        }
        return old < 0 && (flags & EXIST) != 0 ? Errno.ENOENT.result() : 0;
    }

    private boolean changesInPlace(long flags) {
        return values().perCpu() || (flags & LOCK) != 0;
    }

    private int change(int element, long value, long flags, int cpu) {
        if ((flags & LOCK) != 0) {
            return values().writeLocked(value, places.value(element));
        }
        write(element, value, cpu);
        if (dropsOldest) {
            places.use(element);
        }
        return 0;
    }

    private void write(int element, long value, int cpu) {
        if (cpu == ALL_CPUS) {
            values().write(value, places.value(element));
        } else {
            values().writeRow(value, places.value(element), cpu);
        }
    }

    /** Under the bucket's lock; false where another thread has filled the table meanwhile. */
    private boolean add(int hash, long key, long value, int cpu) {
        if (count.incrementAndGet() > spec().maxEntries()) {
            count.decrementAndGet();
            return false;
        }
        chains.link(make(hash, key, value, cpu), chains.bucket(hash));
        return true;
    }

    /** The new one comes first, so that whoever reads meanwhile meets one of them. */
    private void replace(int old, int hash, long key, long value, int cpu) {
        int element = make(hash, key, value, cpu);
        if (dropsOldest) {
            places.use(element);
        }
        chains.link(element, chains.bucket(hash));
        chains.unlink(old, chains.bucket(hash));
        if (cpu == ALL_CPUS || spare != Elements.NONE) {
            elements.release(old);
        } else {
            places.end(old, 0);
            spare = old;
        }
    }

    /** There are more elements than the table holds, so one is free now or soon. */
    private int take(int cpu) {
        int element = spare;
        if (cpu != ALL_CPUS && element != Elements.NONE) {
            spare = Elements.NONE;
            places.begin(element);
            return element;
        }
        element = elements.take();
        for (int tries = 0; element == Elements.NONE; element = elements.take()) {
            SpinLock.pause(tries++);
        }
        return element;
    }

    private int make(int hash, long key, long value, int cpu) {
        int element = take(cpu);
        places.setHash(element, hash);
        Raw.copy(key, places.key(element), spec().keySize());
        if (!values().isWrittenWhole()) {
            Raw.zero(places.value(element), values().bytes());
        }
        write(element, value, cpu);
        return element;
    }

    /**
     * Makes room by the clock algorithm, as Linux does by its lists: of those next in turn, who was not used since the
     * last time has to go.
     */
    private boolean dropOldest() {
        for (int tries = 4 * elements.size(); tries > 0; tries--) {
            int element = Integer.remainderUnsigned(hand.getAndIncrement(), elements.size());
            if (places.isFree(element) || places.forget(element)) {
                continue;
            }
            int bucket = chains.bucket(places.hash(element));
            chains.lock(bucket);
            try {
                if (chains.unlink(element, bucket)) {
                    gone(element);
                    return true;
                }
            } finally {
                chains.unlock(bucket);
            }
        }
        return false;
    }

    private void gone(int element) {
        count.decrementAndGet();
        elements.release(element);
    }

    @Override
    int delete(long key) {
        return takeOut(key, element -> 0);
    }

    @Override
    int lookupAndDelete(long key, long value, long flags) {
        return takeOut(key, element -> {
            if ((flags & LOCK) != 0) {
                return values().readLocked(places.value(element), value);
            }
            values().read(places.value(element), value);
            return 0;
        });
    }

    private interface Last {
        int look(int element);
    }

    private int takeOut(long key, Last last) {
        int hash = Raw.hash(key, spec().keySize());
        int bucket = chains.bucket(hash);
        chains.lock(bucket);
        try {
            int element = chains.search(hash, key);
            if (element < 0) {
                return Errno.ENOENT.result();
            }
            int result = last.look(element);
            if (result == 0) {
                chains.unlink(element, bucket);
                gone(element);
            }
            return result;
        } finally {
            chains.unlock(bucket);
        }
    }

    /** Who asks after a key that is not there begins anew. */
    @Override
    int nextKey(long key, long next) {
        int hash = key == 0 ? 0 : Raw.hash(key, spec().keySize());
        int element = key == 0 ? Elements.NONE : chains.search(hash, key);
        if (element >= 0) {
            int after = places.next(element);
            if (after >= 0 && copyKey(after, next)) {
                return 0;
            }
        }
        int bucket = element < 0 ? 0 : chains.bucket(hash) + 1;
        while (bucket < chains.count()) {
            int first = chains.first(bucket);
            if (first < 0) {
                bucket++;
            } else if (copyKey(first, next)) {
                return 0;
            }
        }
        return Errno.ENOENT.result();
    }

    /** False where the element becomes another's meanwhile. */
    private boolean copyKey(int element, long to) {
        int version = places.version(element);
        Raw.copy(places.key(element), to, spec().keySize());
        return places.version(element) == version;
    }

    /**
     * All elements, bucket by bucket: none of those that stay meanwhile is missing or there twice.
     *
     * @param takeOut whether they are to go
     */
    List<BpfMap.Entry> batch(boolean takeOut) {
        var entries = new ArrayList<BpfMap.Entry>();
        try (var arena = Arena.ofConfined()) {
            long value = arena.allocate(values().userBytes(), Long.BYTES).address();
            for (int bucket = 0; bucket < chains.count(); bucket++) {
                if (chains.first(bucket) < 0) {
                    continue;
                }
                chains.lock(bucket);
                try {
                    int each = chains.first(bucket);
                    while (each >= 0) {
                        int next = places.next(each);
                        values().read(places.value(each), value);
                        entries.add(new BpfMap.Entry(
                                Raw.bytes(places.key(each), spec().keySize()), Raw.bytes(value, values().userBytes())));
                        if (takeOut) {
                            chains.unlink(each, bucket);
                            gone(each);
                        }
                        each = next;
                    }
                } finally {
                    chains.unlock(bucket);
                }
            }
        }
        return entries;
    }

    @Override
    public int versionAt(long address) {
        int element = elements.holding(address);
        return element == Elements.NONE ? NO_ELEMENT : places.version(element) & Integer.MAX_VALUE;
    }

    @Override
    public void visitAt(long address, Visitor visitor) {
        int element = elements.holding(address);
        visitor.visit(places.key(element), places.value(element));
    }

    @Override
    public int forEach(int cpu, Visitor visitor) {
        int visited = 0;
        for (int bucket = 0; bucket < chains.count(); bucket++) {
            int element = chains.first(bucket);
            while (element >= 0) {
                int next = places.next(element); // the visitor may delete it
                visited++;
                if (visitor.visit(places.key(element), places.value(element) + values().row(cpu))) {
                    return visited;
                }
                element = next;
            }
        }
        return visited;
    }
}
