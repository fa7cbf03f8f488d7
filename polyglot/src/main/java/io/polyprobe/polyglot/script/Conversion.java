package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * How C values become values of a script's language. Numbers cross the border as they are; what Java cannot make, the
 * language's library makes by functions that it registers.
 */
public final class Conversion {
    /** Texts of events repeat (names of a few tasks, paths): so many stay known. */
    private static final int KNOWN_TEXTS = 512;

    private @Nullable Value text;
    private @Nullable Value number;
    private @Nullable Value other;
    private long largest = Long.MAX_VALUE;

    private final Map<Text, Value> known = new LinkedHashMap<>(KNOWN_TEXTS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Text, Value> eldest) {
            return size() > KNOWN_TEXTS;
        }
    };

    /**
     * @param newText makes bytes of ISO 8859-1 text, or null where the language's text is Unicode
     * @param newNumber makes an integer of its decimal digits
     * @param newOther makes anything of a {@link CValue}
     * @param newLargest the largest integer that crosses the border as it is
     */
    void by(@Nullable Value newText, Value newNumber, Value newOther, long newLargest) {
        text = given(newText);
        number = newNumber;
        other = newOther;
        largest = newLargest;
    }

    /** What a script gave, or null where it gave its own null. */
    static @Nullable Value given(@Nullable Value value) {
        return value == null || value.isNull() ? null : value;
    }

    /** The bytes of an array of char up to the first NUL. */
    Object text(byte[] memory, int from, int size) {
        int end = from;
        while (end < from + size && memory[end] != 0) {
            end++;
        }
        if (text == null) {
            return new String(memory, from, end - from, StandardCharsets.UTF_8);
        }
        var key = new Text(Arrays.copyOfRange(memory, from, end));
        Value made = known.get(key);
        if (made == null) {
            made = text.execute(new String(key.bytes, StandardCharsets.ISO_8859_1));
            known.put(key, made);
        }
        return made;
    }

    Object integer(long value, boolean unsigned) {
        if (unsigned && value < 0) {
            return number(Long.toUnsignedString(value));
        }
        return value > largest || value < -largest - 1 ? number(Long.toString(value)) : (Object) value;
    }

    private Object number(String digits) {
        return number == null ? digits : number.execute(digits);
    }

    Object other(CValue value) {
        return other == null ? value : other.execute(value);
    }

    /** Whether a type is the char of C, of which text consists. */
    static boolean isChar(Btf btf, int type) {
        return btf.type(btf.resolve(type)) instanceof BtfType.Int i && i.size() == 1 && i.signed();
    }

    /** Bytes as a key. */
    private static final class Text {
        final byte[] bytes;
        private final int hash;

        Text(byte[] bytes) {
            this.bytes = bytes;
            hash = Arrays.hashCode(bytes);
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Text t && Arrays.equals(bytes, t.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
