package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.EventStream;
import io.polyprobe.target.Feature;
import io.polyprobe.target.Link;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeCatalog;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.Symbolizer;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceLine;
import io.polyprobe.target.TraceStream;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.Types;
import io.polyprobe.target.WorldEndedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A target without programs: maps are Java's, trace lines are made up. */
final class FakeTarget implements Target {
    private static final List<String> FUNCTIONS = List.of("__x64_sys_bpf", "__x64_sys_openat", "vfs_read", "vfs_write");

    private final String name;
    private final int lines;
    private int printed;
    private long now = 1_000_000_000;
    volatile boolean closed;

    FakeTarget(String name, int lines) {
        this.name = name;
        this.lines = lines;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TraceStream trace() {
        return new TraceStream() {
            @Override
            public @Nullable TraceLine read(Duration timeout) throws InterruptedException {
                if (printed == lines) {
                    if (name.equals("vm")) {
                        throw new WorldEndedException();
                    }
                    Thread.sleep(timeout);
                    return null;
                }
                now += 1_000_000;
                String line = "%16s-%-7d [%03d] %s %5d.%06d: %s: %s"
                        .formatted(
                                "cat",
                                100 + printed++,
                                1,
                                "d..31",
                                now / 1_000_000_000,
                                now / 1000 % 1_000_000,
                                "bpf_trace_printk",
                                "Hello, World!");
                return new TraceLine(line.getBytes(StandardCharsets.ISO_8859_1));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public EventStream events() {
        return new FakeEvents(name.equals("vm"));
    }

    @Override
    public Symbolizer symbols() {
        return new FakeSymbolizer();
    }

    @Override
    public void sleep(Duration duration) {
        now += duration.toNanos();
        if (now > 10_000_000_000L) {
            throw new WorldEndedException();
        }
    }

    @Override
    public long monotonicNanos() {
        return now;
    }

    @Override
    public LoadedObject load(ObjectSpec object) {
        Map<String, BpfMap> maps = new LinkedHashMap<>();
        object.maps().forEach((key, spec) -> maps.put(key, new FakeMap(spec)));
        return new LoadedObject() {
            @Override
            public ObjectSpec spec() {
                return object;
            }

            @Override
            public Map<String, BpfMap> maps() {
                return maps;
            }

            @Override
            public Program program(String function, ProgramType type, int attachType) {
                throw new UnsupportedOperationException("no programs here");
            }

            @Override
            public Link attach(Program program, ProbeSpec.Network probe) {
                throw new UnsupportedOperationException("no programs here");
            }

            @Override
            public Link attach(String function, ProbeSpec probe) {
                if (probe instanceof ProbeSpec.Kprobe k && !FUNCTIONS.contains(k.function())) {
                    throw new AttachException(
                            Diagnostic.error("there is no " + probe, "Did you mean kprobe:vfs_read?"));
                }
                return new FakeLink(probe);
            }

            @Override
            public void openCounters(String map, int type, long config) {
                throw new UnsupportedOperationException("no counters here");
            }

            @Override
            public void close() {}
        };
    }

    record FakeLink(ProbeSpec probe) implements Link {
        @Override
        public String mechanism() {
            return "fake";
        }

        @Override
        public void close() {}
    }

    @Override
    public Types types() {
        return new Types() {
            @Override
            public Btf btf() {
                var builder = new BtfBuilder();
                int number = builder.add(new BtfType.Int("int", 4, 32, 0, true, false, false));
                builder.add(new BtfType.Struct("task_struct", 4, List.of(new BtfType.Member("pid", number, 0, 0))));
                return builder.build();
            }

            @Override
            public String identity() {
                return "fake";
            }

            @Override
            public Optional<TracepointFormat> tracepoint(String category, String event) {
                return Optional.empty();
            }

            @Override
            public int kernelVersion() {
                return 6 << 16;
            }

            @Override
            public int onlineCpus() {
                return 2;
            }
        };
    }

    @Override
    public ProbeCatalog probes() {
        return new ProbeCatalog() {
            @Override
            public boolean exists(ProbeSpec probe) {
                return switch (probe) {
                    case ProbeSpec.Kprobe k -> FUNCTIONS.contains(k.function());
                    case ProbeSpec.Tracepoint t -> t.category().equals("syscalls");
                    default -> false;
                };
            }

            @Override
            public boolean supports(Feature feature) {
                return feature == Feature.KPROBE;
            }

            @Override
            public Stream<String> tracepoints() {
                return Stream.of("sched:sched_switch", "syscalls:sys_enter_openat");
            }

            @Override
            public Stream<String> functions() {
                return FUNCTIONS.stream();
            }

            @Override
            public List<ProbeSpec> nearest(ProbeSpec probe) {
                return List.of();
            }
        };
    }

    @Override
    public void close() {
        closed = true;
        if (Boolean.getBoolean("test.sayWhenClosed")) {
            System.err.println("target closed");
        }
    }

    /** A map as a sorted mapping of hexadecimal keys. */
    private record FakeMap(MapSpec spec, Map<String, byte[]> entries) implements BpfMap {
        @Override
        public int fd() {
            return 3;
        }

        FakeMap(MapSpec spec) {
            this(spec, new java.util.TreeMap<>());
            boolean isArray = spec.name().equals("slots") || spec.name().equals("percpu");
            for (byte i = 0; isArray && i < spec.maxEntries(); i++) {
                entries.put(hex(new byte[] {i, 0, 0, 0}), new byte[userValueSize()]);
            }
        }

        private static String hex(byte[] bytes) {
            return java.util.HexFormat.of().formatHex(bytes);
        }

        @Override
        public int userValueSize() {
            return spec.type().isPerCpu() ? 2 * spec.valueSize() : spec.valueSize();
        }

        @Override
        public byte @Nullable [] lookup(byte[] key, long flags) {
            return entries.get(hex(key));
        }

        @Override
        public byte @Nullable [] lookupAndDelete(byte[] key, long flags) {
            return entries.remove(hex(key));
        }

        @Override
        public boolean mayHold(byte[] value) {
            return false;
        }

        @Override
        public boolean submit(byte[] sample) {
            return false;
        }

        @Override
        public void freeze() {}

        @Override
        public void update(byte[] key, byte[] value, long flags) {
            entries.put(hex(key), value);
        }

        @Override
        public boolean delete(byte[] key) {
            return entries.remove(hex(key)) != null;
        }

        @Override
        public byte @Nullable [] nextKey(byte @Nullable [] key) {
            List<String> keys = entries.keySet().stream().collect(Collectors.toList());
            int next = key == null ? 0 : keys.indexOf(hex(key)) + 1;
            return next < keys.size() ? java.util.HexFormat.of().parseHex(keys.get(next)) : null;
        }
    }
}
