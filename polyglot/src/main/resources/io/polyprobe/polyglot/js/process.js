// What Polyprobe adds to the interpreter before a script runs: the parts of Node's globals that scripts count on.

const host = Polyglot.import('polyprobe');
const quit = globalThis.quit;
for (const name of ['quit', 'readline', 'read', 'readbuffer', 'print', 'printErr', 'load', 'loadWithNewGlobal', 'arguments']) {
    delete globalThis[name];
}

/** Thrown by waits that Ctrl-C ends, where no process.on('SIGINT') handles it. Uncaught it ends the script quietly. */
export class Interrupt extends Error {
    name = 'Interrupt';
}

/** An error of the engine; `cause` holds its diagnostics. */
export class ProbeError extends Error {
    name = 'ProbeError';
}

const listeners = { SIGINT: [], exit: [] };

/** Ctrl-C, or the end of the virtual kernel's world: whether a handler of the script took it. */
export function interrupted() {
    listeners.SIGINT.forEach(listener => listener('SIGINT'));
    return listeners.SIGINT.length > 0;
}

/** Waits; Ctrl-C throws unless the script handles it. */
export function pause(seconds) {
    if (typeof seconds !== 'number' || !(seconds >= 0)) {
        throw new TypeError(`cannot sleep for ${show(seconds, true)} seconds`);
    }
    if (host.pause(seconds) && !interrupted()) {
        throw new Interrupt('interrupted');
    }
}

host.onFailure((kind, message, cause) => {
    if (kind === 'interrupt') {
        interrupted();
        throw new Interrupt('the world has ended');
    }
    throw new ProbeError(message, { cause });
});

function exit(code = process.exitCode ?? 0) {
    listeners.exit.splice(0).forEach(listener => listener(code));
    quit(code);
}

// Timers, in the order of their time: GraalJS has no event loop of its own.

let now = 0; // seconds since the first wait
let lastTimer = 0;
const timers = new Map();

function addTimer(callback, milliseconds, repeat, values) {
    const id = ++lastTimer;
    const delay = Math.max(0.001, (Number(milliseconds) || 0) / 1000);
    timers.set(id, { id, due: now + delay, delay, repeat, run: () => callback(...values) });
    return id;
}

export async function runTimers() {
    while (timers.size > 0) {
        const next = [...timers.values()].reduce((a, b) => (b.due < a.due ? b : a));
        pause(Math.max(0, next.due - now));
        now = Math.max(now, next.due);
        if (!timers.has(next.id)) {
            continue;
        }
        if (next.repeat) {
            next.due = now + next.delay;
        } else {
            timers.delete(next.id);
        }
        next.run();
        await null; // what its promises wait for comes first
    }
}

// console: objects by their content, as Node shows them.

/** A value as console.log shows it; nested is how deep in others it lies, true for one of its own. */
export function show(value, nested = false) {
    if (typeof value === 'string') return nested ? quoted(value) : value;
    if (typeof value === 'bigint') return `${value}n`;
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'function') return `[${/^class\b/.test(String(value)) ? 'class' : 'Function'}${value.name ? ': ' + value.name : ' (anonymous)'}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (value instanceof Error) return String(value.stack ?? value);
    if (value instanceof Date) return value.toISOString();
    if (nested && nested > 3) return Array.isArray(value) ? '[Array]' : '[Object]';
    const depth = (Number(nested) || 0) + 1;
    const all = values => Array.from(values, v => show(v, depth)).join(', ');
    if (Array.isArray(value)) return value.length ? `[ ${all(value)} ]` : '[]';
    if (value instanceof Map) return `Map(${value.size}) {${spaced(Array.from(value, ([k, v]) => `${show(k, depth)} => ${show(v, depth)}`).join(', '))}}`;
    if (value instanceof Set) return `Set(${value.size}) {${spaced(all(value))}}`;
    if (typeof value.toString === 'function' && value.toString !== Object.prototype.toString) return value.toString();
    const kind = value.constructor === undefined || value.constructor === Object ? '' : `${value.constructor.name} `;
    return `${kind}{${spaced(Object.entries(value).map(([name, v]) => `${name}: ${show(v, depth)}`).join(', '))}}`;
}

function quoted(text) {
    return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}

function spaced(text) {
    return text && ` ${text} `;
}

export function install(file, parameters) {
    const log = console.log;
    const error = console.error;
    const joined = values => values.map(v => show(v)).join(' ');
    console.log = console.info = console.debug = (...values) => log(joined(values));
    console.error = console.warn = (...values) => error(joined(values));
    globalThis.process = {
        argv: ['polyprobe', file, ...parameters],
        env: Object.fromEntries(host.environment().map(pair => [pair[0], pair[1]])),
        pid: host.pid(),
        platform: 'linux',
        exitCode: undefined,
        exit,
        cwd: () => host.workingDirectory(),
        stdout: { write: text => (host.print(1, String(text)), true) },
        stderr: { write: text => (host.print(2, String(text)), true) },
        on(event, listener) {
            (listeners[event] ??= []).push(listener);
            if (event === 'SIGINT') host.bePatient();
            return process;
        },
    };
    globalThis.setTimeout = (callback, delay, ...values) => addTimer(callback, delay, false, values);
    globalThis.setInterval = (callback, delay, ...values) => addTimer(callback, delay, true, values);
    globalThis.clearTimeout = globalThis.clearInterval = id => void timers.delete(id);
}

/** The exit code of a script that came to its end. */
export function finish() {
    listeners.exit.splice(0).forEach(listener => listener(process.exitCode ?? 0));
    return process.exitCode ?? 0;
}
