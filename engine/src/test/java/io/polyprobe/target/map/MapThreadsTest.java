package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What several threads of user space do to one map at once. */
@ParameterizedClass
@EnumSource(value = Place.class, names = "JIT", mode = EnumSource.Mode.EXCLUDE)
class MapThreadsTest extends MapRig {
    private static final int THREADS = 4;
    private static final int ROUNDS = 3000;

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void together(Work work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Void>> all = IntStream.range(0, THREADS)
                    .<Callable<Void>>mapToObj(thread -> () -> {
                        work.run(thread);
                        return null;
                    })
                    .toList();
            for (Future<Void> each : threads.invokeAll(all)) {
                each.get();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"HASH, 0", "HASH, 1", "PERCPU_HASH, 0", "PERCPU_HASH, 1"})
    void noKeyIsLostAndNoneIsThereTwice(MapType type, int flags) throws Exception {
        BpfMap map = create(type, 4, 8, THREADS * ROUNDS, flags);
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                int key = i * THREADS + thread;
                map.update(u32(key), value(map, key), NO_EXIST);
                if (i % 2 == 1) {
                    assertThat(map.delete(u32(key))).isTrue();
                }
            }
        });
        List<Integer> keys =
                new ArrayList<>(keys(map).stream().map(MapRig::number).toList());
        assertThat(keys).hasSize(THREADS * ROUNDS / 2).doesNotHaveDuplicates();
        assertThat(keys).allMatch(key -> key / THREADS % 2 == 0);
        assertThat(keys).allSatisfy(key -> assertThat(map.lookup(u32(key))).isEqualTo(value(map, key)));
    }

    @ParameterizedTest
    @CsvSource({"HASH, 0", "HASH, 1", "LPM_TRIE, 1"})
    void aKeyIsAddedByOneAndTakenByOne(MapType type, int flags) throws Exception {
        BpfMap map = create(type, 8, 8, 64, flags);
        var added = new AtomicInteger();
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] key = u64(32 | (long) (i % 7) << 56);
                if (thread % 2 == 0) {
                    try {
                        map.update(key, u64(i), NO_EXIST);
                        added.incrementAndGet();
                    } catch (TargetException e) {
                        assertThat(e).hasMessageContaining("EEXIST");
                    }
                } else if (map.delete(key)) {
                    added.decrementAndGet();
                }
            }
        });
        assertThat(keys(map)).hasSize(added.get());
    }

    /** A value is replaced as a whole, so nobody sees half of one and half of another. */
    @ParameterizedTest
    @CsvSource({"HASH, 1, 4", "LPM_TRIE, 1, 8"})
    void readersSeeWholeValuesOfTheirKey(MapType type, int flags, int keySize) throws Exception {
        BpfMap map = create(type, keySize, 64, 64, flags);
        var done = new AtomicBoolean();
        together(thread -> {
            if (thread < 2) {
                for (int i = 0; i < ROUNDS; i++) {
                    int number = i * 2 + thread;
                    map.update(key(keySize, number % 16), eight(number), ANY);
                    if (i % 5 == 0) {
                        map.delete(key(keySize, (number + 3) % 16));
                    }
                }
                done.set(true);
            } else {
                for (int i = 0; !done.get(); i++) {
                    byte[] value = map.lookup(key(keySize, i % 16));
                    if (value != null) {
                        assertThat(value).isEqualTo(eight(number(value)));
                        assertThat(number(value) % 16).isEqualTo(i % 16);
                    }
                }
            }
        });
    }

    private static byte[] key(int size, int number) {
        var key = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        return size == 4
                ? key.putInt(number).array()
                : key.putInt(32).put((byte) number).array();
    }

    private static byte[] eight(int number) {
        var value = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        while (value.hasRemaining()) {
            value.putLong(number);
        }
        return value.array();
    }

    /** Both sides lock, so a value that changes where it is looks whole. */
    @ParameterizedTest
    @CsvSource({"hash", "array"})
    void lockedValuesAreWhole(String name) throws Exception {
        BpfMap map = map(load("locks.c"), name);
        map.update(u32(0), locked(0), ANY);
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (thread % 2 == 0) {
                    map.update(u32(0), locked(i), LOCK);
                } else {
                    byte[] value = Objects.requireNonNull(map.lookup(u32(0), LOCK));
                    assertThat(value).isEqualTo(locked(number(value)));
                }
            }
        });
    }

    private static byte[] locked(int number) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(number)
                .putInt(0)
                .putInt(number)
                .array();
    }

    @ParameterizedTest
    @EnumSource(names = {"LRU_HASH", "LRU_PERCPU_HASH"})
    void aFullTableThatDropsKeysTakesAllThatCome(MapType type) throws Exception {
        BpfMap map = create(type, 4, 8, 256, 0);
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                int key = i * THREADS + thread;
                map.update(u32(key), value(map, key), ANY);
                map.lookup(u32(key - 16));
            }
        });
        List<byte[]> keys = keys(map);
        assertThat(keys).hasSizeBetween(1, 256).doesNotHaveDuplicates();
        keys.forEach(key -> assertThat(map.lookup(key)).isEqualTo(value(map, number(key))));
    }

    /** What stays is in each batch once, whatever comes and goes meanwhile. */
    @ParameterizedTest
    @CsvSource({"HASH, 0", "HASH, 1", "PERCPU_HASH, 0"})
    void batchesAreReadWhileOthersChangeTheMap(MapType type, int flags) throws Exception {
        BpfMap map = create(type, 4, 8, 4096, flags);
        for (int i = 0; i < 500; i++) {
            map.update(u32(i), value(map, i), ANY);
        }
        var done = new AtomicBoolean();
        together(thread -> {
            if (thread == 0) {
                for (int i = 0; i < ROUNDS; i++) {
                    map.update(u32(1000 + i % 700), value(map, 1000 + i % 700), ANY);
                    map.delete(u32(1000 + (i + 300) % 700));
                }
                done.set(true);
            } else {
                while (!done.get()) {
                    var entries = map.lookupBatch();
                    assertThat(entries).allMatch(entry -> number(entry.key()) == number(entry.value()));
                    assertThat(entries.stream().filter(entry -> number(entry.key()) < 500))
                            .hasSize(500);
                }
            }
        });
    }

    /** Who takes entries out in batches gets each once. */
    @ParameterizedTest
    @CsvSource({"HASH, 0", "HASH, 1"})
    void whatIsTakenOutInBatchesIsGoneFromTheMap(MapType type, int flags) throws Exception {
        BpfMap map = create(type, 4, 8, THREADS * ROUNDS, flags);
        var seen = ConcurrentHashMap.<Integer>newKeySet();
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                map.update(u32(i * THREADS + thread), u64(i), NO_EXIST);
                if (thread == 0 && i % 100 == 0) {
                    map.lookupAndDeleteBatch()
                            .forEach(entry ->
                                    assertThat(seen.add(number(entry.key()))).isTrue());
                }
            }
        });
        map.lookupAndDeleteBatch()
                .forEach(entry -> assertThat(seen.add(number(entry.key()))).isTrue());
        assertThat(seen).hasSize(THREADS * ROUNDS);
        assertThat(map.nextKey(null)).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void whatIsPushedIsPoppedOnce(MapType type) throws Exception {
        BpfMap map = create(type, 0, 8, THREADS * ROUNDS, 0);
        var popped = ConcurrentHashMap.<Integer>newKeySet();
        together(thread -> {
            for (int i = 0; i < ROUNDS; i++) {
                map.update(NO_KEY, u64(i * THREADS + thread), ANY);
                assertThat(popped.add(number(Objects.requireNonNull(map.lookupAndDelete(NO_KEY)))))
                        .isTrue();
            }
        });
        assertThat(popped).hasSize(THREADS * ROUNDS);
        assertThat(map.lookup(NO_KEY)).isNull();
    }
}
