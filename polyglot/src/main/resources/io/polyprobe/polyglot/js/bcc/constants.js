/** Numbers of the kernel's that BPF's methods take. */

const host = Polyglot.import('polyprobe');

/** Types of attachPerfEvent, as perf_event.h has them. */
export const PerfType = Object.freeze({ HARDWARE: 0, SOFTWARE: 1, TRACEPOINT: 2, HW_CACHE: 3, RAW: 4, BREAKPOINT: 5 });

/** Events of PerfType.HARDWARE. */
export const PerfHardware = numbered(
    'CPU_CYCLES INSTRUCTIONS CACHE_REFERENCES CACHE_MISSES BRANCH_INSTRUCTIONS BRANCH_MISSES BUS_CYCLES' +
        ' STALLED_CYCLES_FRONTEND STALLED_CYCLES_BACKEND REF_CPU_CYCLES',
);

/** Events of PerfType.SOFTWARE. */
export const PerfSoftware = numbered(
    'CPU_CLOCK TASK_CLOCK PAGE_FAULTS CONTEXT_SWITCHES CPU_MIGRATIONS PAGE_FAULTS_MIN PAGE_FAULTS_MAJ' +
        ' ALIGNMENT_FAULTS EMULATION_FAULTS DUMMY BPF_OUTPUT',
);

function numbered(names) {
    return Object.freeze(Object.fromEntries(names.split(' ').map((name, number) => [name, number])));
}

/** What `debug` shows of a program. */
export const Debug = Object.freeze({ LLVM_IR: 1, BPF: 2, PREPROCESSOR: 4, SOURCE: 8, BPF_REGISTER_STATE: 16, BTF: 32 });

/** Flags of attachXdp, as if_link.h has them. */
export const XdpFlags = Object.freeze({ UPDATE_IF_NOEXIST: 1, SKB_MODE: 2, DRV_MODE: 4, HW_MODE: 8, REPLACE: 16 });

/** Where attachFunction attaches, as bpf.h has them. */
export const AttachType = Object.freeze(Object.fromEntries(Array.from(host.attachTypes(), ([number, name]) => [name, number])));
