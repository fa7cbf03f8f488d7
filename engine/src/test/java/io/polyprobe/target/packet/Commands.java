package io.polyprobe.target.packet;

import io.polyprobe.TestClang;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Program.TestResult;
import io.polyprobe.target.Target;
import io.polyprobe.target.map.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The programs of {@code commands.c} in one place. */
final class Commands implements AutoCloseable {
    /** As many commands has a run. */
    static final int COUNT = 6;

    private static final int COMMAND = 40;
    private static final int RESULTS = COUNT * 8;
    private static final int BYTES = RESULTS + COUNT * 16;
    private static final int LENGTHS = BYTES + COUNT * 8;
    private static final ObjectSpec OBJECT = compile();

    private final Target target;
    private final LoadedObject object;

    /**
     * One call of a helper.
     *
     * @param operation its number in the program's switch
     * @param size bytes less one where it has any
     */
    record Command(int operation, int size, long a, long b, long c, long d) {
        byte[] bytes() {
            return ByteBuffer.allocate(COMMAND)
                    .order(ByteOrder.nativeOrder())
                    .putInt(operation)
                    .putInt(size)
                    .putLong(a)
                    .putLong(b)
                    .putLong(c)
                    .putLong(d)
                    .array();
        }
    }

    Commands(Place place) {
        target = place.open();
        object = target.load(OBJECT);
    }

    private static ObjectSpec compile() {
        try (var source = Objects.requireNonNull(Commands.class.getResourceAsStream("commands.c"))) {
            return ObjectReader.read(
                    "commands.c",
                    TestClang.object(new String(source.readAllBytes(), StandardCharsets.UTF_8), "-Wno-unused"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs commands on a packet and tells all that came of it. */
    String run(String program, ProgramType type, byte[] packet, List<Command> commands) {
        BpfMap map = map("commands");
        for (int i = 0; i < COUNT; i++) {
            map.update(key(i), commands.get(i).bytes(), 0);
        }
        return run(program, type, packet, (byte[]) null);
    }

    String run(String program, ProgramType type, byte[] packet, byte @Nullable [] context) {
        BpfMap outcomes = map("outcomes");
        byte[] fresh = new byte[LENGTHS + 16 * 8];
        for (int i = RESULTS; i < BYTES; i++) {
            fresh[i] = (byte) (i * 37);
        }
        outcomes.update(key(0), fresh, 0);
        TestResult result;
        try {
            result = object.program(program, type).test(new TestInput(packet, context, 1));
        } catch (TargetException e) {
            return e.diagnostics().getFirst().message().replaceAll("(?s).*(E[A-Z2]{3,}).*", "$1");
        }
        var outcome =
                ByteBuffer.wrap(Objects.requireNonNull(outcomes.lookup(key(0)))).order(ByteOrder.nativeOrder());
        var text = new StringBuilder("returned ").append(result.returnValue());
        for (int i = 0; i < COUNT; i++) {
            text.append("\n%d: %d, length %d, bytes %s"
                    .formatted(
                            i,
                            outcome.getLong(i * 8),
                            outcome.getLong(BYTES + i * 8),
                            HexFormat.of().formatHex(outcome.array(), RESULTS + i * 16, RESULTS + i * 16 + 16)));
        }
        var fields = new long[16];
        outcome.position(LENGTHS);
        outcome.asLongBuffer().get(fields);
        return text.append("\nfields ")
                .append(Arrays.toString(fields))
                .append("\npacket ")
                .append(HexFormat.of().formatHex(result.data()))
                .append("\ncontext ")
                .append(HexFormat.of().formatHex(result.context()))
                .toString();
    }

    private BpfMap map(String name) {
        return Objects.requireNonNull(object.maps().get(name));
    }

    private static byte[] key(int index) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(index)
                .array();
    }

    @Override
    public void close() {
        object.close();
        target.close();
    }
}
