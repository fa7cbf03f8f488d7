package io.polyprobe.target;

import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import java.util.Map;

/**
 * An object in a target: its maps exist from the start, its programs are loaded when they are first asked for. Closing
 * detaches, unloads and frees all of it, in reverse order.
 */
public interface LoadedObject extends AutoCloseable {
    ObjectSpec spec();

    Map<String, BpfMap> maps();

    /** Loads a function as a program of the given type; the same program for the same arguments. */
    default Program program(String function, ProgramType type) {
        return program(function, type, 0);
    }

    /**
     * Loads a function as a program of the given type; the same program for the same arguments.
     *
     * @param attachType {@code enum bpf_attach_type} that it is for, 0 where its type says it all
     */
    Program program(String function, ProgramType type, int attachType);

    /**
     * Attaches a function to a probe by the first mechanism that works, loading it as the program type which that needs.
     *
     * @throws io.polyprobe.diag.AttachException where there is no such probe (the nearest names are in the hints) or
     *     the target cannot attach to it
     * @throws io.polyprobe.diag.RejectedException where the verifier refuses the program
     */
    Link attach(String function, ProbeSpec probe);

    /**
     * Attaches a program that has been loaded. A program at a device replaces none; at a control group or a map it may,
     * if flags allow for one alone.
     *
     * @return for a socket a {@link PacketLink}
     * @throws io.polyprobe.diag.AttachException where there is no such place, it does not take programs of that type, or
     *     has another already
     */
    Link attach(Program program, ProbeSpec.Network probe);

    /**
     * Opens a performance counter on each online CPU and puts them into a {@code PERF_EVENT_ARRAY}, for programs to read
     * ({@code bpf_perf_event_read}). They count until the object is closed.
     *
     * @param type as in {@code perf_event_open(2)}: hardware 0, software 1 and so on
     * @param config which event of that type
     * @throws io.polyprobe.diag.TargetException where the target has no such counter
     */
    void openCounters(String map, int type, long config);

    @Override
    void close();
}
