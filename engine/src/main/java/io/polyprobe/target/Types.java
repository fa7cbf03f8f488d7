package io.polyprobe.target;

import io.polyprobe.btf.Btf;
import java.util.Map;
import java.util.Optional;

/** All that compiling C needs to know of a target. Parsing and compiling look at the machine through this alone. */
public interface Types {
    /** The target's kernel types. Costly on first use; a cached object needs none of it. */
    Btf btf();

    /** What identifies these types, cheaply: part of the key under which compiled objects are cached. */
    String identity();

    /** Layout of a tracepoint's record, from tracefs {@code events/CATEGORY/NAME/format} or the virtual kernel's twin. */
    Optional<TracepointFormat> tracepoint(String category, String name);

    /** {@code LINUX_VERSION_CODE}: {@code major << 16 | minor << 8 | patch}. */
    int kernelVersion();

    /**
     * What the kernel was built with: by {@code CONFIG_NAME}, the value as its configuration file has it, such as
     * {@code y}, {@code m}, {@code 250} or {@code "text"}. Empty where nobody can tell.
     */
    default Map<String, String> options() {
        return Map.of();
    }

    /** What {@code bpf_num_cpus()} answers. */
    int onlineCpus();
}
