package io.polyprobe.isa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What RFC 9669 says of each operation, worked out by hand at the edges. Numbers are hexadecimal. */
class MeaningTest {
    private static final String LEAST = "8000000000000000";

    @ParameterizedTest(name = "{1} {0} {2}")
    @CsvSource({
        "ADD,    ffffffffffffffff, 1,                0,                0",
        "ADD,    7fffffffffffffff, 1,                8000000000000000, 0",
        "SUB,    0,                1,                ffffffffffffffff, ffffffff",
        "MUL,    ffffffffffffffff, ffffffffffffffff, 1,                1",
        "MUL,    100000001,        100000001,        200000001,        1",
        "DIV,    ffffffffffffffff, 2,                7fffffffffffffff, 7fffffff",
        "DIV,    5,                0,                0,                0",
        "DIV,    100000005,        100000000,        1,                0",
        "SDIV,   ffffffffffffffff, 2,                0,                0",
        "SDIV,   fffffffffffffff3, 3,                fffffffffffffffc, fffffffc",
        "SDIV,   5,                0,                0,                0",
        "SDIV,   8000000000000000, ffffffffffffffff, 8000000000000000, 0",
        "SDIV,   80000000,         ffffffffffffffff, ffffffff80000000, 80000000",
        "OR,     f0f0,             0f0f,             ffff,             ffff",
        "AND,    ff00ff00ff00,     ffff0000ffff,     ff000000ff00,     ff00",
        "LSH,    1,                3f,               8000000000000000, 80000000",
        "LSH,    1,                40,               1,                1",
        "LSH,    1,                20,               100000000,        1",
        "LSH,    3,                ffffffffffffffff, 8000000000000000, 80000000",
        "RSH,    ffffffffffffffff, 4,                fffffffffffffff,  fffffff",
        "RSH,    ffffffffffffffff, 60,               ffffffff,         ffffffff",
        "NEG,    1,                0,                ffffffffffffffff, ffffffff",
        "NEG,    8000000000000000, 0,                8000000000000000, 0",
        "MOD,    ffffffffffffffff, a,                5,                5",
        "MOD,    123456789abcdef0, 0,                123456789abcdef0, 9abcdef0",
        "SMOD,   fffffffffffffff3, 3,                ffffffffffffffff, ffffffff",
        "SMOD,   d,                fffffffffffffffd, 1,                1",
        "SMOD,   8000000000000000, ffffffffffffffff, 0,                0",
        "SMOD,   123456789abcdef0, 0,                123456789abcdef0, 9abcdef0",
        "XOR,    ffffffffffffffff, ffff,             ffffffffffff0000, ffff0000",
        "MOV,    0,                123456789abcdef0, 123456789abcdef0, 9abcdef0",
        "MOVSX8, 0,                1234567880,       ffffffffffffff80, ffffff80",
        "MOVSX8, 0,                123456787f,       7f,               7f",
        "MOVSX16,0,                12345678000,      ffffffffffff8000, ffff8000",
        "MOVSX32,0,                180000000,        ffffffff80000000, 80000000",
        "ARSH,   8000000000000000, 3f,               ffffffffffffffff, 0",
        "ARSH,   80000000,         1f,               1,                ffffffff",
        "ARSH,   8000000080000000, 20,               ffffffff80000000, 80000000"
    })
    void arithmetic(AluOp op, String dst, String src, String in64, String in32) {
        assertThat(op.apply(hex(dst), hex(src))).isEqualTo(hex(in64));
        assertThat(op.apply((int) hex(dst), (int) hex(src))).isEqualTo((int) hex(in32));
    }

    @ParameterizedTest(name = "{0}{1} {2}")
    @CsvSource({
        "LE,    16, 123456789abcdef0, def0",
        "LE,    32, 123456789abcdef0, 9abcdef0",
        "LE,    64, 123456789abcdef0, 123456789abcdef0",
        "BE,    16, 123456789abcdef0, f0de",
        "BE,    32, 123456789abcdef0, f0debc9a",
        "BE,    64, 123456789abcdef0, f0debc9a78563412",
        "BSWAP, 16, 123456789abcdef0, f0de",
        "BSWAP, 32, 123456789abcdef0, f0debc9a",
        "BSWAP, 64, 123456789abcdef0, f0debc9a78563412"
    })
    void byteOrder(ByteSwap swap, int bits, String value, String expected) {
        assertThat(swap.apply(hex(value), bits)).isEqualTo(hex(expected));
    }

    /** For (0, -1), (-1, 0), (5, 5), (-1, least), (1, 2) and (4, 12): whether the condition holds. */
    @ParameterizedTest
    @CsvSource({
        "EQ,  n n y n n n",
        "NE,  y y n y y y",
        "GT,  n y n y n n",
        "GE,  n y y y n n",
        "LT,  y n n n y y",
        "LE,  y n y n y y",
        "SGT, y n n y n n",
        "SGE, y n y y n n",
        "SLT, n y n n y y",
        "SLE, n y y n y y",
        "SET, n n y y n y"
    })
    void conditions(Condition condition, String expected) {
        long[][] pairs = {{0, -1}, {-1, 0}, {5, 5}, {-1, hex(LEAST)}, {1, 2}, {4, 12}};
        var in64 = new StringBuilder();
        var in32 = new StringBuilder();
        for (long[] pair : pairs) {
            in64.append(condition.holds(pair[0], pair[1]) ? "y " : "n ");
            int second = pair[1] == hex(LEAST) ? Integer.MIN_VALUE : (int) pair[1];
            in32.append(condition.holds((int) pair[0], second) ? "y " : "n ");
        }
        assertThat(in64.toString().strip()).isEqualTo(expected);
        assertThat(in32.toString().strip()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ADD,           8", "FETCH_ADD,     8", "OR,            7", "FETCH_OR,      7",
        "AND,           1", "FETCH_AND,     1", "XOR,           6", "FETCH_XOR,     6",
        "XCHG,          3", "STORE_RELEASE, 3", "LOAD_ACQUIRE,  5", "CMPXCHG,       3"
    })
    void atomicsLeaveInMemory(AtomicOp op, long expected) {
        assertThat(op.apply(5, 3, 5)).isEqualTo(expected);
    }

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }
}
