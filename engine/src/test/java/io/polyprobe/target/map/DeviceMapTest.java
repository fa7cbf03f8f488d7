package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Maps of network devices answer what Linux' answer; the loopback device is there in both. */
class DeviceMapTest {
    private static final int LOOPBACK = 1;
    private static final int NONE = 1 << 30;

    private static final String MAPS = """
            #define MAP(name, kind, values) struct { int (*type)[kind]; int (*key_size)[4]; int (*value_size)[values]; \\
                int (*max_entries)[3]; } name __attribute__((section(".maps"), used))
            MAP(array, 14, 4);
            MAP(hash, 25, 4);
            MAP(pairs, 25, 8);
            """;

    @Test
    void each_operation_ends_as_in_linux() {
        List<String> expected = results(Place.KERNEL);
        assertThat(expected).hasSize(3);
        assertThat(results(Place.VM)).isEqualTo(expected);
    }

    private static List<String> results(Place place) {
        try (Target target = place.open();
                LoadedObject object = target.load(ObjectReader.read("maps.c", TestClang.object(MAPS)))) {
            return List.of("array", "hash", "pairs").stream()
                    .map(name -> name
                            + operations(Objects.requireNonNull(object.maps().get(name))))
                    .toList();
        }
    }

    private static List<String> operations(BpfMap map) {
        var results = new ArrayList<String>();
        for (int device : new int[] {LOOPBACK, NONE, 0}) {
            for (int key : new int[] {0, 2, 3, -1}) {
                for (long flags : new long[] {0, 1, 2, 3}) {
                    results.add(result(() -> {
                        map.update(bytes(key, 4), bytes(device, map.spec().valueSize()), flags);
                        return new byte[0];
                    }));
                }
                results.add(result(() -> map.lookup(bytes(key, 4), 0)));
            }
        }
        for (int key : new int[] {0, 1, 3, -1}) {
            results.add(result(() -> new byte[] {(byte) (map.delete(bytes(key, 4)) ? 1 : 0)}));
            results.add(result(() -> map.lookup(bytes(key, 4), 0)));
        }
        results.add(Integer.toString(map.lookupBatch().size()));
        return results;
    }

    private interface Operation {
        byte @Nullable [] run();
    }

    private static String result(Operation operation) {
        try {
            byte[] bytes = operation.run();
            return bytes == null ? "none" : HexFormat.of().formatHex(bytes);
        } catch (TargetException e) {
            return e.diagnostics().getFirst().message().replaceAll("(?s).*(E[A-Z2]{3,}).*", "$1");
        }
    }

    private static byte[] bytes(int number, int size) {
        return ByteBuffer.allocate(size)
                .order(ByteOrder.nativeOrder())
                .putInt(number)
                .array();
    }
}
