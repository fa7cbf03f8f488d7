/** C values as JavaScript's, and back. */

import { show } from 'polyprobe-process';

const host = Polyglot.import('polyprobe');

/** A C value as JavaScript's own: numbers (BigInt beyond 2^53), strings for char arrays, arrays, objects for structs. */
export function toJs(value) {
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
export function intoC(memory, value) {
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

/** An address, Number or BigInt, as Java has it. */
export function signed(address) {
    return BigInt.asIntN(64, BigInt(address));
}

/** A string that a caller gave, or must be told to give. */
export function text(value, what) {
    if (typeof value !== 'string') throw new TypeError(`${what} must be a string, not ${show(value, true)}`);
    return value;
}
