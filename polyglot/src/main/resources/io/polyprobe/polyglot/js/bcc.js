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
        case 'wide': return integer(value);
        case 'float': return value.real();
        case 'text': return value.utf8();
        case 'array': return Array.from({ length: value.length() }, (_, i) => toJs(value.at(i)));
        default: return Object.fromEntries(Array.from(value.fields(), name => [name, toJs(value.field(name))]));
    }
}

function integer(value) {
    const big = BigInt(value.decimal());
    return big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big;
}

/** Writes a value of JavaScript into C memory. */
function intoC(memory, value) {
    switch (memory.kind()) {
        case 'integer':
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

    [Symbol.iterator]() {
        return this.entries();
    }
}

export class BPF {
    #module;

    /** Compiles and loads C, and attaches the functions named for a probe (kprobe__NAME, tracepoint__CATEGORY__NAME…). */
    constructor({ text: c = null, srcFile = null, cflags = [] } = {}) {
        if (c === null && srcFile === null) {
            throw new TypeError('BPF needs text or srcFile');
        }
        this.#module = host.open(c === null ? null : text(c, 'text'), srcFile === null ? null : text(srcFile, 'srcFile'), cflags);
    }

    /** Attaches a function to a probe such as 'tracepoint:syscalls:sys_enter_openat'. */
    attach({ probe, fnName } = {}) {
        this.#attach(probes.parse(text(probe, 'probe')), fnName);
    }

    #attach(probe, fnName) {
        this.#module.attach(probe, text(fnName, 'fnName'));
    }

    attachKprobe({ event, fnName, offset = 0 } = {}) {
        this.#attach(probes.kprobe(text(event, 'event'), offset), fnName);
    }

    attachKretprobe({ event, fnName, maxActive = 0 } = {}) {
        this.#attach(probes.kretprobe(text(event, 'event'), maxActive), fnName);
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

    /** Detaches what is attached to a probe, or just one function; says whether there was something. */
    detach(probe, fnName = null) {
        return this.#module.detach(probes.parse(text(probe, 'probe')), fnName);
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

    /** The function at an address of a process, or of the kernel where the pid is negative. */
    static sym(address, pid, { showModule = false, showOffset = false, demangle = true } = {}) {
        return host.symbols().name(signed(address), pid, showModule, showOffset, demangle);
    }

    /** Where a kernel function starts, as a BigInt; undefined where there is none. */
    static ksymname(name) {
        const address = host.symbols().kernelAddress(text(name, 'name'));
        return address === null ? undefined : BigInt.asUintN(64, BigInt(address));
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
