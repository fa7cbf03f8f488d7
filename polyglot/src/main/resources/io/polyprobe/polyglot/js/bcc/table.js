import { show } from 'polyprobe-process';

import { intoC, toJs } from './values.js';

const host = Polyglot.import('polyprobe');

/** As many slots as the logarithm of a 64-bit number has, and as many as are thought enough for other numbers. */
const LOG2_SLOTS = 65;
const LINEAR_SLOTS = 1025;

/** Frames of a stack with build ids (BPF_F_STACK_BUILD_ID), as BPF.sym() takes them. */
const BUILD_ID_VALID = 1;

function framesOf(stack) {
    const end = stack.trace.findIndex(frame => frame.status !== BUILD_ID_VALID);
    return end < 0 ? stack.trace : stack.trace.slice(0, end);
}

/** A map of the C program, much like JavaScript's own Map. Values of per-CPU maps are arrays; one value sets all. */
export class Table {
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
