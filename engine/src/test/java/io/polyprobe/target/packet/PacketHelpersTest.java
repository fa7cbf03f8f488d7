package io.polyprobe.target.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import io.polyprobe.target.map.Place;
import io.polyprobe.target.packet.Commands.Command;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sequences of packet helpers, made by chance and always the same, do here what they do in Linux. */
class PacketHelpersTest {
    private static final int SEQUENCES = 400;
    private static final int TC_OPERATIONS = 33;
    private static final int XDP_OPERATIONS = 8;

    private static final String ADDRESSES = "0102030405060a0b0c0d0e0f";
    private static final String IPV4 = "45020054000040004006fb0a7f0000017f000002";
    private static final String IPV6 =
            "60200000002806400000000000000000000000000000000100000000000000000000000000000002";
    private static final String REST =
            "1234567800000001000000025002000012ab0000" + "00112233445566778899aabbccddeeff".repeat(4);

    private static final List<byte[]> PACKETS = List.of(
            packet(ADDRESSES + "0800" + IPV4 + REST),
            packet(ADDRESSES + "86dd" + IPV6 + REST),
            packet(ADDRESSES + "81000064" + "0800" + IPV4 + REST),
            packet(ADDRESSES + "88a8000a" + "81000064" + "86dd" + IPV6 + REST),
            packet("000000000000" + "0a0b0c0d0e0f" + "0806" + REST),
            packet("ffffffffffff" + "0a0b0c0d0e0f" + "0040" + REST),
            packet(ADDRESSES + "0800" + IPV4));

    private static Commands interpreter;
    private static Commands jit;
    private static Commands linux;

    @BeforeAll
    static void open() {
        interpreter = new Commands(Place.VM);
        jit = new Commands(Place.JIT);
        linux = new Commands(Place.KERNEL);
    }

    @AfterAll
    static void close() {
        interpreter.close();
        jit.close();
        linux.close();
    }

    private static byte[] packet(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void socketBuffersChangeAsInLinux() {
        compare("tc", ProgramType.SCHED_CLS, new Random(1), PacketHelpersTest::tc);
    }

    @Test
    void framesChangeAsInLinux() {
        compare("xdp", ProgramType.XDP, new Random(2), PacketHelpersTest::xdp);
    }

    private interface Maker {
        Command make(Random random);
    }

    private static void compare(String program, ProgramType type, Random random, Maker maker) {
        for (int i = 0; i < SEQUENCES; i++) {
            byte[] packet = PACKETS.get(random.nextInt(PACKETS.size()));
            var commands = new ArrayList<Command>();
            while (commands.size() < Commands.COUNT) {
                commands.add(maker.make(random));
            }
            String expected = linux.run(program, type, packet, commands);
            String what = HexFormat.of().formatHex(packet) + " " + commands;
            assertThat(interpreter.run(program, type, packet, commands))
                    .as(what)
                    .isEqualTo(expected);
            assertThat(jit.run(program, type, packet, commands)).as(what).isEqualTo(expected);
        }
    }

    private static Command tc(Random random) {
        int operation = random.nextInt(TC_OPERATIONS);
        int size = random.nextInt(16);
        return switch (operation) {
            case 0 -> new Command(0, size, offset(random), flags(random, 1, 2, 3, 4), 0, 0);
            case 1 -> new Command(1, size, offset(random), 0, 0, 0);
            case 2 -> new Command(2, size, offset(random), random.nextInt(3), 0, 0);
            case 3, 4 -> new Command(operation, 0, length(random), flags(random, 1), 0, 0);
            case 5 -> new Command(5, 0, flags(random, 4, 14, 40, 255, -1, 20_000), flags(random, 1), 0, 0);
            case 6 ->
                new Command(
                        6,
                        0,
                        flags(random, 4, -4, 20, -20, 28, 0xfff, -60, 0x1000, -100, 40, 8),
                        flags(random, 0, 1, 1, 2),
                        flags(
                                random,
                                0,
                                0,
                                1,
                                1 << 5,
                                2,
                                4,
                                6,
                                10,
                                18,
                                1 << 7,
                                1 << 8,
                                3 << 7,
                                1 << 9,
                                0x0e00000000000042L),
                        0);
            case 7 -> new Command(7, 0, flags(random, 0x0008, 0xdd86, 0x0608), flags(random, 1), 0, 0);
            case 8 ->
                new Command(
                        8,
                        0,
                        flags(random, 24, 25, 14, 0x10000, 36, 120),
                        random.nextInt(),
                        random.nextInt(),
                        flags(random, 2, 2, 4, 3, 16));
            case 9 ->
                new Command(
                        9,
                        0,
                        flags(random, 50, 51, 30, 0x10000, 40, 120),
                        random.nextBoolean() ? 0 : random.nextInt(),
                        random.nextInt(),
                        flags(random, 2, 2, 4, 18, 20, 34, 50, 100, 0x42, 3, 0x100));
            case 10 -> new Command(10, 0, random.nextInt(5), 0, 0, 0);
            case 12 -> new Command(12, 0, flags(random, 0x0081, 0xa888, 0x1234), random.nextInt(), 0, 0);
            case 14 -> new Command(14, 0, random.nextInt(6), 0, 0, 0);
            case 18 -> new Command(18, 0, flags(random, 5, 1_000_000), random.nextInt(4), 0, 0);
            case 19, 20, 21, 22 -> new Command(operation, 0, flags(random, 1, 9), flags(random, 1, 2), 0, 0);
            case 26 -> mtu(26, random);
            case 27, 31 ->
                new Command(
                        27,
                        random.nextInt(),
                        random.nextInt(12),
                        flags(random, 0, 0, 1, 1, 2, 4, 8, 16, 30, 32),
                        random.nextInt(1 << 16) | flags(random, 0, 0, 0, 7L << 32, 1 << 16),
                        0);
            case 28 -> new Command(28, 0, random.nextInt(12), flags(random, 0, 1, 1, 16, 17, 2), 0, 0);
            default ->
                new Command(
                        operation, size, random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt(1 << 16));
        };
    }

    private static Command xdp(Random random) {
        int operation = random.nextInt(XDP_OPERATIONS);
        int size = random.nextInt(16);
        return switch (operation) {
            case 0 -> new Command(0, 0, flags(random, 4, -4, 14, -14, -100, 50, -216, 200), 0, 0, 0);
            case 1 -> new Command(1, 0, flags(random, 4, -4, -8, -3, -64, -216, 8), 0, 0, 0);
            case 2 -> new Command(2, 0, flags(random, 4, -4, 64, -20, 3400, -200, 3300), 0, 0, 0);
            case 7 -> mtu(7, random);
            case 5 -> new Command(5, 0, flags(random, 1, 9), flags(random, 1, 2), 0, 0);
            case 6 -> new Command(6, size, random.nextInt(16), random.nextInt(), 0, 0);
            default -> new Command(operation, size, offset(random), 0, 0, 0);
        };
    }

    private static Command mtu(int operation, Random random) {
        return new Command(
                operation,
                0,
                flags(random, 1, 1 << 30),
                flags(random, 100, 65_536, 65_537),
                flags(random, 1, -1, 70_000, -70_000, 65_400),
                flags(random, 0, 1, 2));
    }

    /** One of some values, or 0. */
    private static long flags(Random random, long... values) {
        int index = random.nextInt(values.length + 1);
        return index == values.length ? 0 : values[index];
    }

    private static long offset(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> 0xffff;
            default -> random.nextInt(140);
        };
    }

    private static long length(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt();
            case 1 -> 16_064 + random.nextInt(2);
            case 2 -> random.nextInt(14);
            // Behind all headers, wherever changes of the head have moved them.
            default -> 1300 + random.nextInt(400);
        };
    }

    @Test
    void eachTypeOfProgramSeesAPacketAsInLinux() {
        for (byte[] packet : PACKETS) {
            for (var program : List.of(
                    new Seen("socket", ProgramType.SOCKET_FILTER),
                    new Seen("cgroup_skb", ProgramType.CGROUP_SKB),
                    new Seen("classifier", ProgramType.SCHED_CLS))) {
                String expected = linux.run(program.function, program.type, packet, new byte[192]);
                assertThat(interpreter.run(program.function, program.type, packet, new byte[192]))
                        .isEqualTo(expected);
                assertThat(jit.run(program.function, program.type, packet, new byte[192]))
                        .isEqualTo(expected);
            }
        }
    }

    private record Seen(String function, ProgramType type) {}

    @Test
    void whatACallerGivesIsTakenOrRefusedAsInLinux() {
        byte[] packet = PACKETS.getFirst();
        for (int size : new int[] {0, 8, 24, 100, 192, 200}) {
            for (int at = 0; at < size; at += 4) {
                byte[] context = new byte[size];
                context[at] = 1;
                same("classifier", ProgramType.SCHED_CLS, packet, context);
                if (size > 4 && at < 24 && at != 4) {
                    context[4] = (byte) packet.length;
                    same("xdp", ProgramType.XDP, packet, context);
                }
            }
        }
        for (int metadata : new int[] {0, 2, 4, 16, 40, 60, 200}) {
            byte[] context = new byte[24];
            context[0] = (byte) metadata;
            context[4] = (byte) packet.length;
            same("xdp", ProgramType.XDP, packet, context);
        }
        for (int length : new int[] {0, 13, 14, 15, 3520, 3712, 3713}) {
            same("classifier", ProgramType.SCHED_CLS, new byte[length], null);
            if (length <= 3520) {
                same("xdp", ProgramType.XDP, new byte[length], null);
            }
        }
    }

    private static void same(String program, ProgramType type, byte[] packet, byte @Nullable [] context) {
        assertThat(interpreter.run(program, type, packet, context))
                .as(program + " " + packet.length + " " + Arrays.toString(context))
                .isEqualTo(linux.run(program, type, packet, context));
    }
}
