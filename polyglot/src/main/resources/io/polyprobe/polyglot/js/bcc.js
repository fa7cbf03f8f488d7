/**
 * Tracing for scripts: C that runs in the kernel, or in the virtual one, and what it reports.
 *
 *     import { BPF } from 'bcc';
 *     const b = new BPF({ text: `int kprobe__do_sys_openat2(void *ctx) { bpf_trace_printk("Hello"); return 0; }` });
 *     for (const line of b.trace()) console.log(`${line}`);
 */

import { interrupted, pause, Interrupt } from 'polyprobe-process';

import { Table } from './bcc/table.js';
import { usdtHandle } from './bcc/usdt.js';
import { signed, text } from './bcc/values.js';

export { Interrupt, ProbeError } from 'polyprobe-process';
export { AttachType, Debug, PerfHardware, PerfSoftware, PerfType, XdpFlags } from './bcc/constants.js';
export { USDT } from './bcc/usdt.js';

const host = Polyglot.import('polyprobe');
const probes = host.probes();

/** Milliseconds that a wait lasts before it looks for Ctrl-C. */
const SLICE = 100;

/** Lets time pass: the virtual kernel's, where programs run there. Ctrl-C throws an Interrupt. */
export function sleep(seconds) {
    pause(seconds);
}

/** Iterates once in so many seconds, until Ctrl-C. */
export function* every(seconds) {
    for (let count = 1; ; count++) {
        try {
            pause(seconds);
        } catch (e) {
            if (e instanceof Interrupt) return;
            throw e;
        }
        yield count;
    }
}

/** A line of the trace; as a string it is what the kernel printed. */
class TraceLine {
    #text;

    constructor(text, fields) {
        this.#text = text;
        [this.task, this.pid, this.cpu, this.flags, this.timestamp, this.message] = fields;
    }

    toString() {
        return this.#text;
    }
}

/** For the engine the kernel is a process with this id. */
const KERNEL = -1;

/** The socket is open from the start, so that what comes before the first next() is there too. */
function packetsOf(socket) {
    return (function* () {
        try {
            for (;;) {
                const packet = socket.read(SLICE);
                if (host.interrupted() && !interrupted()) return;
                if (packet !== null) yield Uint8Array.from(packet);
            }
        } catch (e) {
            if (!(e instanceof Interrupt)) throw e;
        } finally {
            socket.close();
        }
    })();
}

export class BPF {
    #module;

    /**
     * Compiles and loads C, and attaches the functions named for a probe (kprobe__NAME, tracepoint__CATEGORY__NAME…) and
     * those that USDT probes are enabled for. What `debug` (Debug) asks for is shown on standard error.
     */
    constructor({ text: c = null, srcFile = null, cflags = [], usdt = [], debug = 0 } = {}) {
        if (c === null && srcFile === null) {
            throw new TypeError('BPF needs text or srcFile');
        }
        this.#module = host.open(c === null ? null : text(c, 'text'), srcFile === null ? null : text(srcFile, 'srcFile'), cflags, usdt.map(usdtHandle), false, debug);
    }

    /** Attaches a function to a probe such as 'tracepoint:syscalls:sys_enter_openat'. */
    attach({ probe, fnName } = {}) {
        this.#attach(probes.parse(text(probe, 'probe')), fnName);
    }

    #attach(probe, fnName) {
        this.#module.attach(probe, text(fnName, 'fnName'));
    }

    /** A kernel function, or all that match a regular expression from their start. */
    attachKprobe({ event, pattern, fnName, offset = 0 } = {}) {
        if (pattern !== undefined) return this.#attachMatching(pattern, fnName, false, 0);
        this.#attach(probes.kprobe(text(event, 'event'), offset), fnName);
    }

    attachKretprobe({ event, pattern, fnName, maxActive = 0 } = {}) {
        if (pattern !== undefined) return this.#attachMatching(pattern, fnName, true, maxActive);
        this.#attach(probes.kretprobe(text(event, 'event'), maxActive), fnName);
    }

    #attachMatching(pattern, fnName, onReturn, maxActive) {
        const regex = pattern instanceof RegExp ? pattern.source : text(pattern, 'pattern');
        this.#module.attachMatching(regex, text(fnName, 'fnName'), onReturn, maxActive);
    }

    attachTracepoint({ tp, fnName } = {}) {
        this.attach({ probe: `tracepoint:${text(tp, 'tp')}`, fnName });
    }

    attachRawTracepoint({ tp, fnName } = {}) {
        this.attach({ probe: `raw_tracepoint:${text(tp, 'tp')}`, fnName });
    }

    /** A function of a program or library: by its symbol (and bytes from its start), or by its address alone. */
    attachUprobe({ path, symbol = '', offset = 0, pid = -1, fnName } = {}) {
        this.#attach(probes.uprobe(text(path, 'path'), text(symbol, 'symbol'), offset, pid), fnName);
    }

    attachUretprobe({ path, symbol = '', offset = 0, pid = -1, fnName } = {}) {
        this.#attach(probes.uretprobe(text(path, 'path'), text(symbol, 'symbol'), offset, pid), fnName);
    }

    /** A hardware or software event (PerfType, PerfHardware, PerfSoftware), once in a period or so many times a second. */
    attachPerfEvent({ type, config, period = 0, frequency = 0, pid = -1, cpu = -1, fnName } = {}) {
        this.#attach(probes.perfEvent(type, config, period, frequency, pid, cpu), fnName);
    }

    /**
     * Loads a function without attaching it, as a type of program such as 'XDP', 'SCHED_CLS' or 'SOCKET_FILTER'. What it
     * returns can be put into a table of programs; its descriptor is for others to attach.
     */
    loadFunction({ fnName, type, attachType = 0 } = {}) {
        const fd = this.#module.loadFunction(text(fnName, 'fnName'), text(type, 'type'), attachType);
        return Object.freeze({ name: fnName, fd });
    }

    /** Has a function run for each packet that a network device receives. */
    attachXdp({ device, fnName, flags = 0 } = {}) {
        host.network().attachXdp(this.#module, text(fnName, 'fnName'), text(device, 'device'), flags);
    }

    /** Takes the script's XDP function from a network device. */
    static removeXdp(device) {
        host.network().removeXdp(text(device, 'device'));
    }

    /** The packets of a device, or of all, that a function lets through, as Uint8Arrays, until Ctrl-C. */
    packets({ fnName, device = '' } = {}) {
        const socket = host.network().openSocket(this.#module, text(fnName, 'fnName'), text(device, 'device'));
        return packetsOf(socket);
    }

    /** Attaches a function to a control group, a map of sockets or the like (AttachType) until the script ends. */
    attachFunction({ fnName, fd, type, flags = 0 } = {}) {
        host.network().attach(this.#module, text(fnName, 'fnName'), fd, type, flags);
    }

    /** The descriptor of a file or directory, such as a control group, for attachFunction and for tables of those. */
    static descriptor(path) {
        return host.network().descriptor(text(path, 'path'));
    }

    detachFunction({ fnName, fd, type } = {}) {
        host.network().detach(this.#module, text(fnName, 'fnName'), fd, type);
    }

    /** Detaches what is attached to a probe, or just one function; says whether there was something. */
    detach(probe, fnName = null) {
        return this.#module.detach(probes.parse(text(probe, 'probe')), fnName);
    }

    /** The places of a kind ('kprobe', 'tracepoint'…) that functions are attached to. */
    attached(kind) {
        return Array.from(this.#module.attached(text(kind, 'kind')));
    }

    /** Names of the functions that can be attached or loaded. */
    get functions() {
        return Array.from(this.#module.functions());
    }

    /** A function's instructions in LLVM's assembly language. */
    disassemble(fnName) {
        return host.disassembled(this.#module.code(text(fnName, 'fnName')));
    }

    /** The lines that programs print, until Ctrl-C. */
    *trace() {
        for (;;) {
            let found;
            try {
                found = this.#module.readTrace(SLICE);
            } catch (e) {
                if (e instanceof Interrupt) return;
                throw e;
            }
            if (host.interrupted() && !interrupted()) return;
            if (found !== null) yield new TraceLine(found[6], found);
        }
    }

    /** The trace lines as [task, pid, cpu, flags, timestamp, message]. */
    *traceFields() {
        for (const { task, pid, cpu, flags, timestamp, message } of this.trace()) {
            if (task !== undefined) yield [task, pid, cpu, flags, timestamp, message];
        }
    }

    /** Prints the trace lines until Ctrl-C. */
    tracePrint() {
        for (const line of this.trace()) console.log(`${line}`);
    }

    /** Calls the handlers of perf and ring buffers for what is there, waiting at most so many milliseconds for it. */
    poll(milliseconds = SLICE) {
        const perf = this.#module.perfBuffers();
        const ring = this.#module.ringBuffers();
        if (ring.opened() === 0) return perf.poll(milliseconds);
        if (perf.opened() === 0) return ring.poll(milliseconds);
        return perf.consume() + ring.poll(milliseconds);
    }

    /** Calls the handlers of perf and ring buffers for each event, until Ctrl-C. */
    run() {
        for (;;) {
            try {
                this.poll();
            } catch (e) {
                if (e instanceof Interrupt) return;
                throw e;
            }
            if (host.interrupted() && !interrupted()) return;
        }
    }

    /** The events of a table, until Ctrl-C; each an object with the fields of the C struct. */
    *events(name, { pages = 8, onLost = null } = {}) {
        const queue = [];
        let wanted = true;
        this.table(name).onEvent(event => wanted && queue.push(event), { pages, onLost });
        try {
            for (;;) {
                if (queue.length === 0) this.poll();
                if (host.interrupted() && !interrupted()) return;
                yield* queue.splice(0);
            }
        } catch (e) {
            if (!(e instanceof Interrupt)) throw e;
        } finally {
            wanted = false;
        }
    }

    /** A map by its C name. */
    table(name) {
        return new Table(this.#module.table(text(name, 'name')));
    }

    /** The same as table(name). */
    get(name) {
        return this.table(name);
    }

    close() {
        this.#module.close();
    }

    static kernelStructHasField(struct, field) {
        return host.structHasField(struct, field);
    }

    static tracepointExists(category, event) {
        return host.tracepointExists(category, event);
    }

    /** The kernel function at an address: its name, or '[unknown]'. */
    static ksym(address, { showModule = false, showOffset = false } = {}) {
        return host.symbols().name(signed(address), KERNEL, showModule, showOffset, false);
    }

    /**
     * The function at an address of a process, or of the kernel where the pid is negative; or at a frame that has a build
     * id, in a file that addModule() made known.
     */
    static sym(address, pid, { showModule = false, showOffset = false, demangle = true } = {}) {
        if (typeof address === 'object') {
            const id = address.build_id.map(octet => octet.toString(16).padStart(2, '0')).join('');
            return host.symbols().nameInFile(id, signed(address.offset), showModule, showOffset);
        }
        return host.symbols().name(signed(address), pid, showModule, showOffset, demangle);
    }

    /** Where a kernel function starts, as a BigInt; undefined where there is none. */
    static ksymname(name) {
        const address = host.symbols().kernelAddress(text(name, 'name'));
        return address === null ? undefined : BigInt.asUintN(64, BigInt(address));
    }

    /** Makes a file known by its build id. */
    static addModule(path) {
        host.symbols().addFile(text(path, 'path'));
    }

    /** Whether probes of a kind can be attached: 'KPROBE', 'FENTRY', 'MODIFY_RETURN', 'LSM' or 'RAW_TRACEPOINT'. */
    static supports(feature) {
        return host.supports(text(feature, 'feature'));
    }

    /** Tracepoints 'category:name' that match a regular expression from their start. */
    static tracepoints(pattern) {
        return Array.from(host.tracepoints(pattern instanceof RegExp ? pattern.source : pattern));
    }

    /** The kernel function of a system call, such as '__x64_sys_openat'. */
    static syscallFunction(name) {
        return host.syscallPrefix() + text(name, 'name');
    }

    /** The path of a library such as 'c', or undefined. */
    static findLibrary(name) {
        return host.symbols().library(text(name, 'name')) ?? undefined;
    }

    /** The functions of a program or library that match a regular expression from their start, as { name, address }. */
    static userFunctions(path, pattern) {
        const functions = host.symbols().functions(text(path, 'path'), pattern instanceof RegExp ? pattern.source : pattern);
        return Array.from(functions, found => ({ name: found.name(), address: found.address() }));
    }

    /** Names of kernel functions that match a regular expression from their start. */
    static kprobeFunctions(pattern) {
        return Array.from(host.functions(pattern instanceof RegExp ? pattern.source : pattern));
    }

    static get syscallPrefix() {
        return host.syscallPrefix();
    }

    /** Nanoseconds of CLOCK_MONOTONIC as programs see them. */
    static get monotonicTime() {
        return host.monotonicNanos();
    }
}
