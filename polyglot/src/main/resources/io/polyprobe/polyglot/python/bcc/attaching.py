"""How functions of a BPF object get to where they run."""

from _polyprobe import host

from .utils import text_of


class Function:
    """A loaded function."""

    def __init__(self, bpf, name, fd=-1):
        self.bpf = bpf
        self.name = name
        self.fd = fd


class Attaching:
    """Attaching and detaching, as methods of BPF."""

    def _attach(self, probe, fn_name):
        self._module.attach(probe, text_of(fn_name))
        return self

    def _detach(self, probe, fn_name=None):
        if not self._module.detach(probe, text_of(fn_name) if fn_name else None):
            raise Exception(f"Nothing is attached to {probe.toString()}")

    def attach_kprobe(self, event=b"", event_off=0, fn_name=b"", event_re=b""):
        if event_re:
            return self._attach_matching(event_re, fn_name, False, 0)
        return self._attach(host.probes().kprobe(text_of(event), event_off), fn_name)

    def attach_kretprobe(self, event=b"", fn_name=b"", event_re=b"", maxactive=0):
        if event_re:
            return self._attach_matching(event_re, fn_name, True, maxactive)
        return self._attach(host.probes().kretprobe(text_of(event), maxactive), fn_name)

    def _attach_matching(self, pattern, fn_name, on_return, maxactive):
        """Attaches to all kernel functions that match: some may fail, as long as one does not."""
        self._module.attachMatching(text_of(pattern), text_of(fn_name), on_return, maxactive)
        return self

    def detach_kprobe(self, event, fn_name=None):
        self._detach(host.probes().kprobe(text_of(event), 0), fn_name)

    def detach_kretprobe(self, event, fn_name=None):
        self._detach(host.probes().kretprobe(text_of(event), 0), fn_name)

    def detach_kprobe_event(self, ev_name):
        """Detaches by a name of kprobe_fds."""
        self.detach_kprobe_event_by_fn(ev_name, None)

    def detach_kprobe_event_by_fn(self, ev_name, fn_name):
        self._detach_event(ev_name, fn_name, "kprobe", "kretprobe")

    def detach_uprobe_event(self, ev_name):
        """Detaches by a name of uprobe_fds."""
        self._detach_event(ev_name, None, "uprobe", "uretprobe")

    def _detach_event(self, ev_name, fn_name, entry, back):
        name = text_of(ev_name)
        kind = {"p_": entry, "r_": back}.get(name[:2])
        if kind is None:
            raise Exception(f"{name} is not the name of a probe: it begins with p_ or r_")
        self._detach(host.probes().parse(f"{kind}:{name[2:]}"), fn_name)

    def attach_tracepoint(self, tp=b"", tp_re=b"", fn_name=b""):
        for name in host.tracepoints(text_of(tp_re)) if tp_re else [text_of(tp)]:
            self._attach(host.probes().parse("tracepoint:" + name), fn_name)
        return self

    def detach_tracepoint(self, tp=b""):
        self._detach(host.probes().parse("tracepoint:" + text_of(tp)))

    def attach_raw_tracepoint(self, tp=b"", fn_name=b""):
        return self._attach(host.probes().parse("raw_tracepoint:" + text_of(tp)), fn_name)

    def detach_raw_tracepoint(self, tp=b""):
        self._detach(host.probes().parse("raw_tracepoint:" + text_of(tp)))

    def attach_kfunc(self, fn_name=b""):
        return self._attach_named("fentry", "kfunc__", fn_name)

    def detach_kfunc(self, fn_name=b""):
        self._detach_named("fentry", "kfunc__", fn_name)

    def attach_kretfunc(self, fn_name=b""):
        return self._attach_named("fexit", "kretfunc__", fn_name)

    def detach_kretfunc(self, fn_name=b""):
        self._detach_named("fexit", "kretfunc__", fn_name)

    def attach_fmod_ret(self, fn_name=b""):
        return self._attach_named("fmod_ret", "kmod_ret__", fn_name)

    def detach_fmod_ret(self, fn_name=b""):
        self._detach_named("fmod_ret", "kmod_ret__", fn_name)

    def attach_lsm(self, fn_name=b""):
        return self._attach_named("lsm", "lsm__", fn_name)

    def detach_lsm(self, fn_name=b""):
        self._detach_named("lsm", "lsm__", fn_name)

    def _attach_named(self, kind, prefix, fn_name):
        probe, function = _named(kind, prefix, fn_name)
        return self._attach(probe, function)

    def _detach_named(self, kind, prefix, fn_name):
        self._detach(*_named(kind, prefix, fn_name))

    def attach_uprobe(self, name=b"", sym=b"", sym_re=b"", addr=None, fn_name=b"", pid=-1, sym_off=0):
        return self._attach_user(host.probes().uprobe, name, sym, sym_re, addr, fn_name, pid, sym_off)

    def attach_uretprobe(self, name=b"", sym=b"", sym_re=b"", addr=None, fn_name=b"", pid=-1):
        return self._attach_user(host.probes().uretprobe, name, sym, sym_re, addr, fn_name, pid, 0)

    def _attach_user(self, probe, name, sym, sym_re, addr, fn_name, pid, sym_off):
        if sym_re:
            for address in self.get_user_addresses(name, sym_re):
                self._attach(probe(text_of(name), "", address, pid), fn_name)
            return self
        return self._attach(probe(*_user_place(name, sym, addr, sym_off), pid), fn_name)

    def detach_uprobe(self, name=b"", sym=b"", addr=None, pid=-1, sym_off=0):
        self._detach(host.probes().uprobe(*_user_place(name, sym, addr, sym_off), pid))

    def detach_uretprobe(self, name=b"", sym=b"", addr=None, pid=-1):
        self._detach(host.probes().uretprobe(*_user_place(name, sym, addr, 0), pid))

    def attach_perf_event(
        self, ev_type=-1, ev_config=-1, fn_name=b"", sample_period=0, sample_freq=0, pid=-1, cpu=-1, group_fd=-1
    ):
        probe = host.probes().perfEvent(ev_type, ev_config, sample_period, sample_freq, pid, cpu)
        self._attach(probe, fn_name)
        self.open_perf_events[(ev_type, ev_config)] = probe

    def attach_perf_event_raw(self, attr=-1, fn_name=b"", pid=-1, cpu=-1, group_fd=-1):
        frequency, period = (attr.sample_freq, 0) if attr.freq else (0, attr.sample_period)
        self.attach_perf_event(attr.type, attr.config, fn_name, period, frequency, pid, cpu, group_fd)

    def detach_perf_event(self, ev_type=-1, ev_config=-1):
        if (ev_type, ev_config) not in self.open_perf_events:
            raise Exception(f"Perf event type {ev_type} config {ev_config} is not attached")
        self._detach(self.open_perf_events.pop((ev_type, ev_config)))

    @staticmethod
    def attach_xdp(dev, fn, flags=0):
        """Has a function run for each packet that a device receives."""
        host.network().attachXdp(*_loaded(fn), text_of(dev), flags)

    @staticmethod
    def remove_xdp(dev, flags=0):
        host.network().removeXdp(text_of(dev))

    @staticmethod
    def attach_raw_socket(fn, dev):
        """Opens fn.sock, a packet socket that gets what a function lets through."""
        fn.packets = host.network().openSocket(*_loaded(fn), text_of(dev))
        fn.sock = fn.packets.fd()

    @staticmethod
    def attach_func(fn, attachable_fd, attach_type, flags=0):
        """Attaches to a control group, a map of sockets or the like; detached when the script ends."""
        host.network().attach(*_loaded(fn), attachable_fd, attach_type, flags)

    @staticmethod
    def detach_func(fn, attachable_fd, attach_type):
        host.network().detach(*_loaded(fn), attachable_fd, attach_type)

    # What is attached

    kprobe_fds = property(lambda self: self._open(("kprobe", b"p_"), ("kretprobe", b"r_")))
    uprobe_fds = property(lambda self: self._open(("uprobe", b"p_"), ("uretprobe", b"r_")))
    tracepoint_fds = property(lambda self: self._open(("tracepoint", b"")))
    raw_tracepoint_fds = property(lambda self: self._open(("raw_tracepoint", b"")))

    def _open(self, *kinds):
        """Names of what is open; what BCC has behind them, file descriptors, the engine keeps to itself."""
        return {prefix + name.encode(): -1 for kind, prefix in kinds for name in self._module.attached(kind)}

    def num_open_kprobes(self):
        return len(self.kprobe_fds)

    def num_open_uprobes(self):
        return len(self.uprobe_fds)

    def num_open_tracepoints(self):
        return len(self.tracepoint_fds)


def _loaded(fn):
    """The module and the name of a loaded function."""
    if not isinstance(fn, Function):
        raise Exception(f"a function that load_func() has returned is needed, not {fn!r}")
    return fn.bpf._module, text_of(fn.name)


def _named(kind, prefix, fn_name):
    """A probe that a function's name asks for, with or without the prefix, and the function."""
    name = text_of(fn_name)
    function = name if name.startswith(prefix) else prefix + name
    target = function[len(prefix) :]
    _, separator, behind = target.partition("__")
    if kind != "lsm" and separator and behind and not target.startswith("__"):
        target = behind  # a kernel module's name stood before it
    return host.probes().parse(f"{kind}:{target}"), function


def _user_place(name, sym, addr, offset):
    """Path, symbol and offset of a place in a program; an address takes the place of a symbol."""
    if addr is not None and offset:
        raise AssertionError("offset with addr is not supported")
    return text_of(name), text_of(sym) if addr is None else "", offset if addr is None else addr
