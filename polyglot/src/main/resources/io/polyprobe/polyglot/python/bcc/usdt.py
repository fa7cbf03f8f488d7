"""USDT probes: those that programs have compiled in."""

import sys

from _polyprobe import host

from .utils import text_of


class USDTException(Exception):
    """A USDT probe or its program is not as the script thinks."""


class USDTProbeArgument:
    """Where a probe's argument is found."""

    def __init__(self, probes, argument):
        self.size = argument.size()
        self.signed = argument.signed()
        self._text = probes.described(argument)

    def __str__(self):
        return self._text


class USDTProbeLocation:
    """One place in the code that a probe is at."""

    def __init__(self, probe, location):
        self.probe = probe
        self.address = location.address()
        self.bin_path = location.path().toString().encode()
        self._arguments = location.arguments()
        self.num_arguments = len(self._arguments)

    def __str__(self):
        return f"{self.bin_path.decode()} 0x{self.address:x}"

    def get_argument(self, index):
        if not 0 <= index < self.num_arguments:
            raise USDTException(f"{self.probe.short_name()} has no argument {index}")
        return USDTProbeArgument(self.probe.context, self._arguments[index])


class USDTProbe:
    """A probe: its names, where it is, how many arguments it has."""

    def __init__(self, context, probe):
        self.context = context
        self.provider = probe.provider().encode()
        self.name = probe.name().encode()
        self._locations = probe.locations()
        self.num_locations = len(self._locations)
        self.num_arguments = probe.argumentCount()
        self.bin_path = self._locations[0].path().toString().encode()
        self.semaphore = self._locations[0].semaphore()

    def __str__(self):
        return f"{self.short_name()} [sema 0x{self.semaphore:x}]"

    def short_name(self):
        return f"{self.provider.decode()}:{self.name.decode()}"

    def get_location(self, index):
        if not 0 <= index < self.num_locations:
            raise USDTException(f"{self.short_name()} has no location {index}")
        return USDTProbeLocation(self, self._locations[index])


class USDT:
    """The probes of a process, of a program or library, or of one in a process."""

    def __init__(self, pid=None, path=None):
        self.pid = pid if pid and pid != -1 else None
        self.path = path
        self.context = _asked(host.usdt, self.pid, text_of(path) if path else None)

    def get_context(self):
        return self.context

    def enable_probe(self, probe, fn_name):
        """Has a function of the C program run at a probe, NAME or PROVIDER:NAME."""
        _asked(self.context.enable, text_of(probe), text_of(fn_name))

    def enable_probe_or_bail(self, probe, fn_name):
        try:
            self.enable_probe(probe, fn_name)
        except USDTException as e:
            print(e, file=sys.stderr)
            sys.exit(1)

    def get_text(self):
        """The C that reads the arguments of the enabled probes."""
        return _asked(self.context.text)

    def get_probe_arg_ctype(self, probe_name, arg_index):
        return _asked(self.context.argumentType, text_of(probe_name), arg_index)

    def enumerate_probes(self):
        return [USDTProbe(self.context, probe) for probe in self.context.probes()]

    def enumerate_active_probes(self):
        """(path, function, address, pid) of each place that is to be attached to."""
        return [
            (to.probe().path().encode(), to.function().encode(), to.probe().offset(), to.probe().pid())
            for to in self.context.attachments()
        ]


def _asked(question, *arguments):
    try:
        return question(*arguments)
    except Exception as e:
        raise USDTException(str(e)) from None
