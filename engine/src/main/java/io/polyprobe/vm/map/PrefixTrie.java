package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_LPM_TRIE} ({@code Documentation/bpf/map_lpm_trie.rst}): a lookup finds the longest prefix that the
 * key begins with. A key is a number of bits (32 bits, of this machine's order) and the bytes they are the first of.
 *
 * <p>The trie is binary and its paths are compressed: a node's prefix begins with its parent's, and the next bit says
 * which child it is. Some nodes only part two others and have no value. Who changes it locks it; who reads meets either
 * the old node or the new one, since a node's prefix and value never change.
 */
final class PrefixTrie extends Table {
    private static final int LENGTH = Integer.BYTES;

    private final Elements elements;
    private final int mostBits;
    private volatile @Nullable Node root;
    private int count;

    private static final class Node {
        final byte[] data;
        final int bits;
        final int element;
        final int version;
        volatile @Nullable Node zero;
        volatile @Nullable Node one;

        /**
         * @param element its value, or {@link Elements#NONE}
         * @param version of the element: in another it is another's
         */
        Node(byte[] data, int bits, int element, int version) {
            this.data = data;
            this.bits = bits;
            this.element = element;
            this.version = version;
        }

        /** A node without a value. */
        Node(byte[] data, int bits) {
            this(data, bits, Elements.NONE, 0);
        }

        @Nullable
        Node child(int bit) {
            return bit == 0 ? zero : one;
        }

        void set(int bit, @Nullable Node child) {
            if (bit == 0) {
                zero = child;
            } else {
                one = child;
            }
        }

        int bit(int index) {
            return PrefixTrie.bit(data[index / Byte.SIZE], index);
        }

        boolean hasValue() {
            return element != Elements.NONE;
        }

        boolean isSame(Node other) {
            return bits == other.bits && common(other) == bits;
        }

        /** Whether bytes at an address begin with its bits. */
        boolean leads(long address) {
            int whole = bits / Byte.SIZE;
            for (int index = 0; index < whole; index++) {
                if (data[index] != Raw.get(address + index)) {
                    return false;
                }
            }
            int rest = bits % Byte.SIZE;
            return rest == 0 || ((data[whole] ^ Raw.get(address + whole)) & 0xff00 >> rest & 0xff) == 0;
        }

        /** How many first bits it has in common with another. */
        int common(Node other) {
            int most = Math.min(bits, other.bits);
            for (int index = 0; index * Byte.SIZE < most; index++) {
                int differing = Byte.toUnsignedInt((byte) (data[index] ^ other.data[index]));
                if (differing != 0) {
                    return Math.min(most, index * Byte.SIZE + Integer.numberOfLeadingZeros(differing) - 24);
                }
            }
            return most;
        }
    }

    PrefixTrie(MapSpec spec, Identity identity, Values values, Elements elements) {
        super(spec, identity, values);
        this.elements = elements;
        this.mostBits = (spec.keySize() - LENGTH) * Byte.SIZE;
    }

    /** A node for a key, or null where it says more bits than it has. */
    private @Nullable Node node(long key) {
        int bits = Raw.getUnaligned(key);
        return bits < 0 || bits > mostBits ? null : new Node(Raw.bytes(key + LENGTH, spec().keySize() - LENGTH), bits);
    }

    @Override
    public long find(long key, int cpu) {
        Node longest = longest(key);
        return longest == null ? 0 : elements.value(longest.element);
    }

    private @Nullable Node longest(long key) {
        int bits = Raw.getUnaligned(key);
        long data = key + LENGTH;
        Node longest = null;
        Node node = bits < 0 || bits > mostBits ? null : root;
        while (node != null && node.bits <= bits && node.leads(data)) {
            if (node.hasValue()) {
                longest = node;
            }
            node = node.bits < bits ? node.child(bit(Raw.get(data + node.bits / Byte.SIZE), node.bits)) : null;
        }
        return longest;
    }

    /** The bit of a byte that a number of bits ends before. */
    private static int bit(byte part, int index) {
        return part >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1;
    }

    @Override
    int lookup(long key, long value, long flags) {
        while (true) {
            Node longest = longest(key);
            if (longest == null) {
                return Errno.ENOENT.result();
            }
            values().read(elements.value(longest.element), value);
            if (elements.version(longest.element) == longest.version) {
                return 0;
            }
        }
    }

    @Override
    int update(long key, long value, long flags) {
        return put(key, value, flags, 0);
    }

    @Override
    public synchronized int put(long key, long value, long flags, int cpu) {
        Node prefix = node(key);
        if (areUnknown(flags) || prefix == null) {
            return Errno.EINVAL.result();
        }
        Place place = place(prefix);
        Node there = place.node;
        boolean exists = there != null && there.isSame(prefix) && there.hasValue();
        if (exists && flags == NOEXIST) {
            return Errno.EEXIST.result();
        }
        if (!exists && flags == EXIST) {
            return Errno.ENOENT.result();
        }
        if (!exists && count == spec().maxEntries()) {
            return Errno.ENOSPC.result();
        }
        int element = elements.take();
        values().write(value, elements.value(element));
        var node = new Node(prefix.data, prefix.bits, element, elements.version(element));
        insert(place, node);
        if (there != null && exists) {
            elements.release(there.element);
        } else {
            count++;
        }
        return 0;
    }

    /** Where a node is or would be: a child of the parent, or the root. */
    private record Place(
            @Nullable Node grandparent,
            @Nullable Node parent,
            @Nullable Node node) {}

    private Place place(Node prefix) {
        Node grandparent = null;
        Node parent = null;
        Node node = root;
        while (node != null && node.bits < prefix.bits && node.common(prefix) == node.bits) {
            grandparent = parent;
            parent = node;
            node = node.child(prefix.bit(node.bits));
        }
        return new Place(grandparent, parent, node);
    }

    private void insert(Place place, Node node) {
        Node there = place.node;
        if (there == null) {
            put(place.parent, node, node);
        } else if (there.isSame(node)) {
            node.zero = there.zero;
            node.one = there.one;
            put(place.parent, node, node);
        } else {
            int common = there.common(node);
            if (common == node.bits) {
                node.set(there.bit(common), there);
                put(place.parent, node, node);
            } else {
                var fork = new Node(node.data, common);
                fork.set(there.bit(common), there);
                fork.set(node.bit(common), node);
                put(place.parent, node, fork);
            }
        }
    }

    /** @param along tells which child of the parent it is */
    private void put(@Nullable Node parent, Node along, @Nullable Node node) {
        if (parent == null) {
            root = node;
        } else {
            parent.set(along.bit(parent.bits), node);
        }
    }

    @Override
    synchronized int delete(long key) {
        Node prefix = node(key);
        if (prefix == null) {
            return Errno.EINVAL.result();
        }
        Place place = place(prefix);
        Node node = place.node;
        if (node == null || !node.isSame(prefix) || !node.hasValue()) {
            return Errno.ENOENT.result();
        }
        remove(place, node);
        elements.release(node.element);
        count--;
        return 0;
    }

    private void remove(Place place, Node node) {
        Node zero = node.zero;
        Node one = node.one;
        Node parent = place.parent;
        if (zero != null && one != null) {
            var fork = new Node(node.data, node.bits);
            fork.zero = zero;
            fork.one = one;
            put(parent, node, fork);
        } else if (zero == null && one == null && parent != null && !parent.hasValue()) {
            put(place.grandparent, node, parent.child(1 - node.bit(parent.bits))); // the parent parts nothing any more
        } else {
            put(parent, node, zero != null ? zero : one);
        }
    }

    /** Children before their parents, as Linux has it; who asks after a key that is not there begins anew. */
    @Override
    int nextKey(long key, long next) {
        Node prefix = key == 0 ? null : node(key);
        Node after = prefix == null ? first(root) : after(prefix);
        if (after == null) {
            return Errno.ENOENT.result();
        }
        Raw.setInt(next, after.bits);
        Raw.set(next + LENGTH, after.data);
        return 0;
    }

    private @Nullable Node after(Node prefix) {
        var path = new ArrayDeque<Node>();
        Node node = root;
        while (node != null && node.bits < prefix.bits && node.common(prefix) == node.bits) {
            path.push(node);
            node = node.child(prefix.bit(node.bits));
        }
        if (node == null || !node.isSame(prefix) || !node.hasValue()) {
            return first(root);
        }
        for (Node parent : path) {
            Node sibling = prefix.bit(parent.bits) == 0 ? first(parent.one) : null;
            if (sibling != null) {
                return sibling;
            }
            if (parent.hasValue()) {
                return parent;
            }
        }
        return null;
    }

    /** The leaf that comes first. */
    private static @Nullable Node first(@Nullable Node root) {
        Node node = root;
        while (node != null) {
            Node zero = node.zero;
            Node child = zero != null ? zero : node.one;
            if (child == null) {
                return node;
            }
            node = child;
        }
        return null;
    }
}
