/**
 * Tracing for scripts: C that runs in the kernel, or in the virtual one, and what it reports.
 *
 *     import { BPF } from 'bcc';
 *     const b = new BPF({ text: `int kprobe__do_sys_openat2(void *ctx) { bpf_trace_printk("Hello"); return 0; }` });
 *     for (const line of b.trace()) console.log(`${line}`);
 */

import { interrupted, pause, show, Interrupt } from 'polyprobe-process';

export { Interrupt, ProbeError } from 'polyprobe-process';

const host = Polyglot.import('polyprobe');
const probes = host.probes();

/** Milliseconds that a wait lasts before it looks for Ctrl-C. */
const SLICE = 100;

/** As many slots as the logarithm of a 64-bit number has, and as many as are thought enough for other numbers. */
const LOG2_SLOTS = 65;
const LINEAR_SLOTS = 1025;

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

/** A C value as JavaScript's own: numbers (BigInt beyond 2^53), strings for char arrays, arrays, objects for structs. */
function toJs(value) {
    switch (value.kind()) {
        case 'integer':
        case 'character':
        case 'wide': return integer(value);
        case 'float': return value.real();
        case 'text': return value.utf8();
        case 'array': return Array.from({ length: value.length() }, (_, i) => toJs(value.at(i)));
        default: return Object.fromEntries(Array.from(value.fields(), name => [name, toJs(value.field(name))]));
    }
}

// What Java does not make of the fields of an event itself.
host.convertBy(null, BigInt, toJs, Number.MAX_SAFE_INTEGER);

function integer(value) {
    const big = BigInt(value.decimal());
    return big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big;
}

/** Writes a value of JavaScript into C memory. */
function intoC(memory, value) {
    switch (memory.kind()) {
        case 'integer':
        case 'character':
        case 'wide':
            if (!Number.isInteger(value) && typeof value !== 'bigint') throw new TypeError(`${show(value, true)} is not an integer`);
            memory.decimal(BigInt(value).toString());
            break;
        case 'text': writeText(memory, text(value, 'a C array of char')); break;
        case 'array':
            if (value?.[Symbol.iterator] === undefined) throw new TypeError(`${show(value, true)} is not iterable`);
            if (value.length > memory.length()) throw new RangeError(`${value.length} elements for an array of ${memory.length()}`);
            Array.from(value).forEach((element, i) => intoC(memory.at(i), element));
            break;
        case 'struct':
            if (typeof value !== 'object' || value === null) throw new TypeError(`${show(value, true)} is not an object with a struct's fields`);
            for (const [name, field] of Object.entries(value)) {
                if (!memory.has(name)) throw new TypeError(`the struct has no field '${name}', only ${memory.fields().join(', ')}`);
                intoC(memory.field(name), field);
            }
            break;
        default: throw new TypeError(`cannot write a ${memory.kind()}`);
    }
    return memory;
}

function writeText(memory, value) {
    const bytes = memory.bytesOf(value);
    if (bytes.length > memory.size()) throw new RangeError(`'${value}' does not fit into ${memory.size()} bytes`);
    memory.raw(bytes);
}

/** For the engine the kernel is a process with this id. */
const KERNEL = -1;

/** An address, Number or BigInt, as Java has it. */
function signed(address) {
    return BigInt.asIntN(64, BigInt(address));
}

/** A string that a caller gave, or must be told to give. */
function text(value, what) {
    if (typeof value !== 'string') throw new TypeError(`${what} must be a string, not ${show(value, true)}`);
    return value;
}

/** Frames of a stack with build ids (BPF_F_STACK_BUILD_ID), as BPF.sym() takes them. */
const BUILD_ID_VALID = 1;

function framesOf(stack) {
    const end = stack.trace.findIndex(frame => frame.status !== BUILD_ID_VALID);
    return end < 0 ? stack.trace : stack.trace.slice(0, end);
}

/** A map of the C program, much like JavaScript's own Map. Values of per-CPU maps are arrays; one value sets all. */
class Table {
    #table;

    constructor(table) {
        this.#table = table;
    }

    #key(key) {
        return intoC(this.#table.newKey(), key);
    }

    #value(found) {
        return this.#table.isPerCpu() ? Array.from(found, toJs) : toJs(found);
    }

    get(key) {
        const found = this.#table.get(this.#key(key));
        return found === null ? undefined : this.#value(found);
    }

    set(key, value) {
        const written = one => intoC(this.#table.newValue(), one);
        if (!this.#table.isPerCpu() || !Array.isArray(value)) {
            this.#table.put(this.#key(key), written(value));
        } else if (value.length === this.#table.copies()) {
            this.#table.putEach(this.#key(key), value.map(written));
        } else {
            throw new RangeError(`${value.length} values for ${this.#table.copies()} CPUs`);
        }
        return this;
    }

    has(key) {
        return this.#table.get(this.#key(key)) !== null;
    }

    delete(key) {
        return this.#table.delete(this.#key(key));
    }

    clear() {
        for (const key of this.#table.keys()) this.#table.delete(key);
    }

    get size() {
        return this.#table.isArray() ? this.#table.capacity() : this.#table.keys().size();
    }

    *entries() {
        for (const key of this.#table.keys()) {
            const found = this.#table.get(key);
            if (found !== null) yield [toJs(key), this.#value(found)];
        }
    }

    forEach(callback) {
        for (const [key, value] of this) callback(value, key, this);
    }

    *keys() {
        for (const key of this.#table.keys()) yield toJs(key);
    }

    *values() {
        for (const [, value] of this) yield value;
    }

    /** The addresses of a stack, innermost first; undefined where there is no stack of this number. */
    walk(stackId) {
        const stack = this.get(stackId);
        if (stack === undefined) return undefined;
        if (stack.trace !== undefined) return framesOf(stack);
        const end = stack.ip.findIndex(address => address == 0);
        return end < 0 ? stack.ip : stack.ip.slice(0, end);
    }

    [Symbol.iterator]() {
        return this.entries();
    }

    /**
     * Has a function called with each event (an object with the fields of the C struct) and its CPU, by poll() or run().
     * Of a perf buffer, each CPU's has so many pages, and what has no room there is counted by onLost(count).
     */
    onEvent(handle, { pages = 8, onLost = null } = {}) {
        const type = this.#table.eventType();
        if (this.#table.typeName() === 'RINGBUF') {
            this.#table.openRingBuffer((_, address) => handle(type.read(address), 0), null);
        } else {
            this.#table.openPerfBuffer((cpu, address) => handle(type.read(address), cpu), pages, onLost, 1);
        }
    }

    /** The map's descriptor, for attachFunction and for tables of maps. */
    get fd() {
        return this.#table.fd();
    }

    /** Opens a counter on each CPU (PerfType and its events) for programs to read by perf_read(). */
    openCounters({ type, config } = {}) {
        this.#table.openCounters(type, config);
    }

    /** The types of keys and values in C, with the places of fields where wanted. */
    layout({ sizes = false } = {}) {
        return Array.from(this.#table.layout(sizes)).join('\n');
    }

    /** Adds a value to a queue or a stack. */
    push(value) {
        this.#table.push(intoC(this.#table.newValue(), value), 0);
    }

    /** Takes the next value from a queue or a stack; undefined where it is empty. */
    pop() {
        const found = this.#table.pop();
        return found === null ? undefined : toJs(found);
    }

    /** The next value of a queue or a stack; undefined where it is empty. */
    peek() {
        const found = this.#table.peek();
        return found === null ? undefined : toJs(found);
    }

    /** Removes all entries and returns them, as [key, value], by as few calls as the kernel can do it with. */
    take() {
        return Array.from(this.#table.takeAll(), pair => [toJs(pair[0]), this.#value(pair[1])]);
    }

    /** The addresses of a stack, innermost first. */
    *stack(id) {
        const found = this.get(id);
        if (found?.trace !== undefined) yield* framesOf(found);
        for (const address of found?.ip ?? []) {
            if (address === 0) return;
            yield address;
        }
    }

    /** The counts of powers of two as lines of stars; with a struct as key, for each value of its first field. */
    log2Histogram({ unit = 'value', section = 'Bucket ptr', bucket = value => value, label = show, stripped = false } = {}) {
        return this.#histogram(LOG2_SLOTS, section, bucket, label, counts => host.log2Histogram(counts, unit, stripped));
    }

    /** The counts of numbers as lines of stars; with a struct as key, for each value of its first field. */
    linearHistogram({ unit = 'value', section = 'Bucket ptr', bucket = value => value, label = show, stripped = false } = {}) {
        return this.#histogram(LINEAR_SLOTS, section, bucket, label, counts => host.linearHistogram(counts, unit, stripped));
    }

    printLog2Histogram(options) {
        host.print(1, this.log2Histogram(options));
    }

    printLinearHistogram(options) {
        host.print(1, this.linearHistogram(options));
    }

    #histogram(slots, section, bucket, label, draw) {
        const [first, slot] = this.#table.newKey().fields();
        const sections = new Map();
        for (const [key, count] of this) {
            const at = slot === undefined ? null : label(bucket(key[first]));
            const number = slot === undefined ? key : key[slot];
            if (number >= slots) throw new RangeError(`slot ${number} is beyond a histogram's last, ${slots - 1}`);
            if (!sections.has(at)) sections.set(at, new Array(slots).fill(0));
            sections.get(at)[number] = count;
        }
        return Array.from(sections, ([at, counts]) => (at === null ? '' : `\n${section} = ${at}\n`) + draw(counts)).join('');
    }
}

/** The USDT probes of a process, of a program or library, or of one in a process. */
export class USDT {
    #probes;

    constructor({ pid = null, path = null } = {}) {
        this.#probes = host.usdt(pid, path);
    }

    /** Has a function of the C program run at a probe, 'name' or 'provider:name'. */
    enableProbe({ probe, fnName } = {}) {
        this.#probes.enable(text(probe, 'probe'), text(fnName, 'fnName'));
        return this;
    }

    /** All probes as { provider, name, arguments, locations: [{ path, address }] }. */
    get probes() {
        return Array.from(this.#probes.probes(), probe => ({
            provider: probe.provider(),
            name: probe.name(),
            arguments: probe.argumentCount(),
            locations: Array.from(probe.locations(), at => ({ path: at.path().toString(), address: at.address() })),
        }));
    }

    /** The C that reads the arguments of the enabled probes. */
    get text() {
        return this.#probes.text();
    }

    static handle(usdt) {
        return usdt.#probes;
    }
}

const usdtHandle = USDT.handle;
delete USDT.handle;

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
