package io.polyprobe.btf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds types by name without making a {@link String} of each: a chained hash table over the bytes of the names. A
 * kernel has some hundred thousand types and a script asks for ten.
 */
final class NameIndex {
    private final Btf btf;
    private final int[] heads;
    private final int[] next;

    NameIndex(Btf btf) {
        this.btf = btf;
        int count = btf.size() - btf.firstId();
        this.heads = new int[Integer.highestOneBit(Math.max(16, count)) << 1];
        this.next = new int[count];
        // Backwards, so that a chain names the lowest id first.
        for (int i = count - 1; i >= 0; i--) {
            int name = btf.nameOffset(btf.firstId() + i);
            if (name != 0) {
                int slot = btf.hashOf(name) & heads.length - 1;
                next[i] = heads[slot];
                heads[slot] = i + 1;
            }
        }
    }

    /** Ids of the types of that name, ascending; those of a base are not among them. */
    List<Integer> find(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int hash = 0;
        for (byte b : wanted) {
            hash = 31 * hash + b;
        }
        var found = new ArrayList<Integer>();
        for (int i = heads[hash & heads.length - 1]; i != 0; i = next[i - 1]) {
            int id = btf.firstId() + i - 1;
            if (btf.isNamed(id, wanted)) {
                found.add(id);
            }
        }
        return found;
    }
}
