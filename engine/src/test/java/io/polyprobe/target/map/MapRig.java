package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** A target with maps and programs to try. */
abstract class MapRig {
    static final long ANY = 0;
    static final long NO_EXIST = 1;
    static final long EXIST = 2;
    static final long LOCK = 4;
    static final byte[] NO_KEY = {};

    private static final Map<String, ObjectSpec> COMPILED = new ConcurrentHashMap<>();

    /** Which of them it is, each suite is told. */
    @Parameter
    Place place = Place.VM;

    Target target;

    @BeforeEach
    void openTarget() {
        target = place.open();
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    /** A file of these tests, compiled once. */
    static ObjectSpec compiled(String file) {
        return COMPILED.computeIfAbsent(file, name -> {
            try (var source = Objects.requireNonNull(MapRig.class.getResourceAsStream(name))) {
                return ObjectReader.read(
                        name, TestClang.object(new String(source.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    LoadedObject load(String file) {
        return target.load(compiled(file));
    }

    BpfMap create(MapType type, int keySize, int valueSize, int entries, int flags) {
        return create(new MapSpec("numbers", type, keySize, valueSize, entries, flags));
    }

    BpfMap create(MapSpec spec) {
        var object = target.load(new ObjectSpec("maps.o", List.of(), Map.of(spec.name(), spec), null, "GPL", 0));
        return map(object, spec.name());
    }

    static BpfMap map(LoadedObject object, String name) {
        return Objects.requireNonNull(object.maps().get(name), name);
    }

    /** Runs a program whose context is numbers of 8 bytes, four at least. */
    static int run(LoadedObject object, String program, ProgramType type, long... context) {
        var bytes = ByteBuffer.allocate(Long.BYTES * 5).order(ByteOrder.nativeOrder());
        for (long number : context) {
            bytes.putLong(number);
        }
        return object.program(program, type)
                .test(new TestInput(null, bytes.array(), 0))
                .returnValue();
    }

    static int run(LoadedObject object, String program, long... context) {
        return run(object, program, ProgramType.RAW_TRACEPOINT, context);
    }

    static byte[] u32(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(number)
                .array();
    }

    static byte[] u64(long number) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(number)
                .array();
    }

    static int number(byte[] key) {
        return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt();
    }

    /** A value as long as the map has it, of one number. */
    static byte[] value(BpfMap map, long number) {
        var value = ByteBuffer.allocate(map.userValueSize()).order(ByteOrder.nativeOrder());
        while (value.hasRemaining()) {
            value.putLong(number);
        }
        return value.array();
    }

    static List<byte[]> keys(BpfMap map) {
        List<byte[]> keys = new ArrayList<>();
        for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
            keys.add(key);
        }
        return keys;
    }

    static void refused(String errno, ThrowableAssert.ThrowingCallable use) {
        assertThatThrownBy(use).isInstanceOf(TargetException.class).hasMessageContaining(errno);
    }
}
