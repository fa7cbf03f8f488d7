import { text } from './values.js';

const host = Polyglot.import('polyprobe');

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

export const usdtHandle = USDT.handle;
delete USDT.handle;
