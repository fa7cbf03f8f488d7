package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code BPF_MAP_TYPE_LPM_TRIE}. */
@ParameterizedClass
@EnumSource(value = Place.class, names = "JIT", mode = EnumSource.Mode.EXCLUDE)
class PrefixTrieTest extends MapRig {
    private static final int NO_PREALLOC = 1;

    private BpfMap trie;

    @BeforeEach
    void create() {
        trie = create(MapType.LPM_TRIE, 8, 8, 16, NO_PREALLOC);
    }

    private static byte[] prefix(int bits, int... address) {
        var key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(bits);
        for (int part : address) {
            key.put((byte) part);
        }
        return key.array();
    }

    private void put(long number, byte[] prefix) {
        trie.update(prefix, u64(number), ANY);
    }

    @Test
    void theLongestPrefixIsFound() {
        put(8, prefix(8, 10));
        put(16, prefix(16, 10, 1));
        put(24, prefix(24, 10, 1, 2));
        put(32, prefix(32, 10, 1, 2, 3));
        assertThat(trie.lookup(prefix(32, 10, 1, 2, 3))).isEqualTo(u64(32));
        assertThat(trie.lookup(prefix(32, 10, 1, 2, 4))).isEqualTo(u64(24));
        assertThat(trie.lookup(prefix(32, 10, 1, 3, 4))).isEqualTo(u64(16));
        assertThat(trie.lookup(prefix(32, 10, 9, 9, 9))).isEqualTo(u64(8));
        assertThat(trie.lookup(prefix(32, 11, 1, 2, 3))).isNull();
        assertThat(trie.lookup(prefix(20, 10, 1, 2, 3))).isEqualTo(u64(16));
        assertThat(trie.lookup(prefix(7, 10))).isNull();
        put(0, prefix(0));
        assertThat(trie.lookup(prefix(32, 11, 1, 2, 3))).isEqualTo(u64(0));
    }

    @Test
    void lengthsBeyondTheKeyAreRefused() {
        put(1, prefix(8, 10));
        assertThat(trie.lookup(prefix(33, 10))).isNull();
        refused("EINVAL", () -> put(1, prefix(33, 10)));
        refused("EINVAL", () -> put(1, prefix(-1, 10)));
        refused("EINVAL", () -> trie.delete(prefix(33, 10)));
    }

    @Test
    void flagsSayWhetherThePrefixMustBeThere() {
        refused("ENOENT", () -> trie.update(prefix(8, 10), u64(1), EXIST));
        trie.update(prefix(8, 10), u64(1), NO_EXIST);
        refused("EEXIST", () -> trie.update(prefix(8, 10), u64(2), NO_EXIST));
        trie.update(prefix(8, 10), u64(3), EXIST);
        assertThat(trie.lookup(prefix(8, 10))).isEqualTo(u64(3));
        // 10.0.0.0/9 and 10.128.0.0/9 meet at 10.0.0.0/8, which is gone then but parts them.
        put(90, prefix(9, 10));
        put(91, prefix(9, 10, 128));
        assertThat(trie.delete(prefix(8, 10))).isTrue();
        refused("ENOENT", () -> trie.update(prefix(8, 10), u64(1), EXIST));
        assertThat(trie.delete(prefix(8, 10))).isFalse();
        trie.update(prefix(8, 10), u64(4), NO_EXIST);
        assertThat(trie.lookup(prefix(8, 10))).isEqualTo(u64(4));
        refused("EINVAL", () -> trie.update(prefix(8, 10), u64(1), 3));
        refused("EINVAL", () -> trie.update(prefix(8, 10), u64(1), LOCK));
    }

    @Test
    void aFullTrieHasNoSpace() {
        for (int i = 0; i < 16; i++) {
            put(i, prefix(32, 10, 0, 0, i));
        }
        refused("ENOSPC", () -> put(1, prefix(8, 10)));
        put(99, prefix(32, 10, 0, 0, 3));
        assertThat(trie.delete(prefix(32, 10, 0, 0, 4))).isTrue();
        put(1, prefix(8, 10));
        assertThat(trie.lookup(prefix(32, 10, 0, 0, 4))).isEqualTo(u64(1));
        assertThat(trie.lookup(prefix(32, 10, 0, 0, 3))).isEqualTo(u64(99));
    }

    @Test
    void longPrefixesComeBeforeShortOnes() {
        assertThat(trie.nextKey(null)).isNull();
        var prefixes = List.of(
                prefix(24, 192, 168, 0),
                prefix(24, 192, 168, 1),
                prefix(24, 192, 168, 128),
                prefix(16, 192, 168),
                prefix(8, 193));
        prefixes.forEach(prefix -> put(1, prefix));
        assertThat(keys(trie)).containsExactlyElementsOf(prefixes);
        assertThat(trie.nextKey(prefix(24, 7, 7, 7))).isEqualTo(prefixes.get(0));
        assertThat(trie.nextKey(prefix(23, 192, 168, 0))).isEqualTo(prefixes.get(0)); // a node that parts two others
    }

    @Test
    void whatIsTakenOutIsGone() {
        put(1, prefix(8, 10));
        assertThat(trie.lookupAndDelete(prefix(32, 10, 2, 3, 4))).isNull();
        assertThat(trie.lookup(prefix(8, 10))).isEqualTo(u64(1));
        assertThat(trie.delete(prefix(32, 10, 2, 3, 4))).isFalse();
        assertThat(trie.lookupAndDelete(prefix(8, 10))).isEqualTo(u64(1));
        assertThat(trie.lookup(prefix(8, 10))).isNull();
        assertThat(trie.nextKey(null)).isNull();
    }

    /** Random prefixes of few bits, compared with a list of them. */
    @Test
    void manyUpdatesAndDeletionsLeaveWhatTheyShould() {
        var random = new Random(4);
        List<byte[]> there = new ArrayList<>();
        for (int round = 0; round < 2000; round++) {
            int bits = random.nextInt(9);
            int address = random.nextInt(256) & 0xff00 >> bits;
            byte[] prefix = prefix(bits, address);
            boolean known = there.removeIf(each -> Arrays.equals(each, prefix));
            if (random.nextBoolean() && there.size() < 16) {
                trie.update(prefix, u64(address << 8 | bits), known ? EXIST : NO_EXIST);
                there.add(prefix);
            } else {
                assertThat(trie.delete(prefix)).isEqualTo(known);
            }
            assertThat(keys(trie)).containsExactlyInAnyOrderElementsOf(there);
            int wanted = random.nextInt(256);
            long longest = there.stream()
                    .filter(each -> ((each[4] ^ wanted) & 0xff & 0xff00 >> each[0]) == 0)
                    .mapToLong(each -> each[0])
                    .max()
                    .orElse(-1);
            byte[] found = trie.lookup(prefix(8, wanted));
            assertThat(found == null ? -1L : found[0]).isEqualTo(longest);
        }
    }
}
