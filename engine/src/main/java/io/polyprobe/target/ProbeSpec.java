package io.polyprobe.target;

import io.polyprobe.object.AttachType;
import io.polyprobe.object.ProgramType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A probe as its user means it; {@link Object#toString} gives the one spelling that {@link #parse} reads. */
public sealed interface ProbeSpec {
    /** What a program for it is written as. A target that attaches it by another mechanism may load it as another type. */
    default ProgramType programType() {
        return switch (this) {
            case Kprobe _, Kretprobe _, Kprobes _, Uprobe _, Uretprobe _ -> ProgramType.KPROBE;
            case Tracepoint _ -> ProgramType.TRACEPOINT;
            case RawTracepoint _ -> ProgramType.RAW_TRACEPOINT;
            case Fentry _, Fexit _, ModifyReturn _, TypedTracepoint _, Iterator _ -> ProgramType.TRACING;
            case Lsm _ -> ProgramType.LSM;
            case PerfEvent _ -> ProgramType.PERF_EVENT;
            case Xdp _ -> ProgramType.XDP;
            case PacketSocket _ -> ProgramType.SOCKET_FILTER;
            case Tc _ -> ProgramType.SCHED_CLS;
            case Attachable place -> place.type().programType();
        };
    }

    /** {@code kprobe:function[+offset]}: the entry (or an instruction) of a kernel function. */
    record Kprobe(String function, long offset) implements ProbeSpec {
        @Override
        public String toString() {
            return "kprobe:" + function + (offset == 0 ? "" : "+0x" + Long.toHexString(offset));
        }
    }

    /**
     * {@code kretprobe:function}: the return from a kernel function.
     *
     * @param maxActive how many calls may be under way at once, 0 for the kernel's choice
     */
    record Kretprobe(String function, int maxActive) implements ProbeSpec {
        @Override
        public String toString() {
            return "kretprobe:" + function;
        }
    }

    /**
     * Kprobes or kretprobes on many functions by one link, which not every kernel has. There is no textual form to read.
     *
     * @param functions distinct names
     * @param onReturn whether they are kretprobes
     */
    record Kprobes(List<String> functions, boolean onReturn) implements ProbeSpec {
        public Kprobes {
            functions = List.copyOf(functions);
        }

        /** The same as probes of their own. */
        public Stream<ProbeSpec> each() {
            return functions.stream().map(name -> onReturn ? new Kretprobe(name, 0) : new Kprobe(name, 0));
        }

        @Override
        public String toString() {
            return (onReturn ? "kretprobe" : "kprobe") + " of " + functions.size() + " functions";
        }
    }

    /** {@code tracepoint:category:name}. */
    record Tracepoint(String category, String name) implements ProbeSpec {
        @Override
        public String toString() {
            return "tracepoint:" + category + ":" + name;
        }
    }

    /** {@code raw_tracepoint:name}. */
    record RawTracepoint(String name) implements ProbeSpec {
        @Override
        public String toString() {
            return "raw_tracepoint:" + name;
        }
    }

    /** {@code fentry:function}. */
    record Fentry(String function) implements ProbeSpec {
        @Override
        public String toString() {
            return "fentry:" + function;
        }
    }

    /** {@code fexit:function}. */
    record Fexit(String function) implements ProbeSpec {
        @Override
        public String toString() {
            return "fexit:" + function;
        }
    }

    /** {@code fmod_ret:function}: runs before a function and may replace its return value. */
    record ModifyReturn(String function) implements ProbeSpec {
        @Override
        public String toString() {
            return "fmod_ret:" + function;
        }
    }

    /** {@code lsm:hook}: a Linux security module hook. */
    record Lsm(String hook) implements ProbeSpec {
        @Override
        public String toString() {
            return "lsm:" + hook;
        }
    }

    /** {@code tp_btf:name}: a raw tracepoint whose arguments have their BTF types. */
    record TypedTracepoint(String name) implements ProbeSpec {
        @Override
        public String toString() {
            return "tp_btf:" + name;
        }
    }

    /** {@code iter:target}: a BPF iterator such as {@code task} or {@code bpf_map}. */
    record Iterator(String target) implements ProbeSpec {
        @Override
        public String toString() {
            return "iter:" + target;
        }
    }

    /**
     * {@code uprobe:path:function[+offset]} or {@code uprobe:path:0xADDRESS}: the entry (or an instruction) of a function
     * in a program or library.
     *
     * @param path a file, or a library's name as the linker knows it ({@code c})
     * @param function its symbol, or empty where {@code offset} alone says where
     * @param offset from the function's start; without a function the address as in the ELF file's symbol table
     * @param pid the only process to trace, or -1
     * @param referenceCounter offset in the file of a 16-bit counter that the kernel raises while attached, or 0
     */
    record Uprobe(String path, String function, long offset, int pid, long referenceCounter) implements ProbeSpec {
        @Override
        public String toString() {
            return "uprobe:" + userPlace(path, function, offset);
        }
    }

    /** {@code uretprobe:path:function}: the return from a function in a program or library; see {@link Uprobe}. */
    record Uretprobe(String path, String function, long offset, int pid) implements ProbeSpec {
        @Override
        public String toString() {
            return "uretprobe:" + userPlace(path, function, offset);
        }
    }

    /**
     * {@code perf:EVENT@FREQUENCY} or {@code perf:EVENT/PERIOD}: a software or hardware event of perf_event_open(2).
     *
     * @param type {@code PERF_TYPE_HARDWARE} 0, {@code PERF_TYPE_SOFTWARE} 1, and so on
     * @param config the event of that type, {@code PERF_COUNT_SW_CPU_CLOCK} 0, say
     * @param period events between two samples, or 0 where {@code frequency} is given
     * @param frequency samples a second, or 0
     * @param pid the only process to sample, or -1
     * @param cpu the only CPU to sample, or -1 for each (with a pid: whichever it runs on)
     */
    record PerfEvent(int type, long config, long period, long frequency, int pid, int cpu) implements ProbeSpec {
        @Override
        public String toString() {
            return PerfNames.spell(this);
        }
    }

    /** Where packets pass, and what is about sockets: each takes programs of one type. */
    sealed interface Network extends ProbeSpec {
        /** {@code enum bpf_attach_type} that such programs are loaded for; 0 where their type says it all. */
        default int loadedFor() {
            return 0;
        }
    }

    /**
     * {@code xdp:device}: each packet that a network device receives, before the kernel makes anything of it.
     *
     * @param flags {@code XDP_FLAGS_*} of {@code linux/if_link.h}, 0 for the fastest mode that the device has
     */
    record Xdp(String device, int flags) implements Network {
        /** {@code XDP_FLAGS_UPDATE_IF_NOEXIST}: another program is not to be replaced. */
        public static final int UPDATE_IF_NOEXIST = 1;

        @Override
        public String toString() {
            return "xdp:" + device;
        }
    }

    /**
     * {@code tc:device} and {@code tc:device:egress}: each packet that a network device has received or is about to send,
     * as the network stack knows it ({@code BPF_TCX_INGRESS} and {@code BPF_TCX_EGRESS}). What a program returns is -1 to
     * leave it to the next, 0 to pass, 2 to drop, or a redirection.
     */
    record Tc(String device, boolean egress) implements Network {
        private static final int TCX_INGRESS = 46;
        private static final int TCX_EGRESS = 47;

        @Override
        public int loadedFor() {
            return egress ? TCX_EGRESS : TCX_INGRESS;
        }

        @Override
        public String toString() {
            return "tc:" + device + (egress ? ":egress" : "");
        }
    }

    /** {@code socket:device}: a new packet socket on a network device, or on {@code any}. */
    record PacketSocket(String device) implements Network {
        /** Stands for all devices. */
        public static final String ANY = "any";

        @Override
        public String toString() {
            return "socket:" + device;
        }
    }

    /**
     * A control group, a map of sockets or the like. There is no textual form to read: a descriptor means nothing outside
     * its process.
     *
     * @param fd the descriptor; it may be closed once the program is attached
     * @param flags {@code BPF_F_ALLOW_OVERRIDE} 1, {@code BPF_F_ALLOW_MULTI} 2
     */
    record Attachable(int fd, AttachType type, int flags) implements Network {
        @Override
        public int loadedFor() {
            return type.number();
        }

        @Override
        public String toString() {
            return type.name().toLowerCase(Locale.ROOT) + " of descriptor " + fd;
        }
    }

    private static String userPlace(String path, String function, long offset) {
        String hex = "0x" + Long.toHexString(offset);
        return path + ":" + (function.isEmpty() ? hex : offset == 0 ? function : function + "+" + hex);
    }

    /** Reads one of the spellings above, with {@code k}, {@code kr}, {@code t}, {@code rt} as short kinds. */
    static ProbeSpec parse(String text) {
        return ProbeParser.parse(text);
    }
}
