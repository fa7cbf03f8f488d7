"""Small things that scripts import beside BPF."""

import sys


def text_of(name):
    """A str of what may be str or bytes."""
    if isinstance(name, (bytes, bytearray)):
        return name.decode()
    if isinstance(name, str):
        return name
    raise TypeError(f"a str or bytes is needed, not {type(name).__name__}")


def printb(s, file=sys.stdout, nl=True):
    """Prints bytes as they are, even where they are no valid text."""
    file.flush()
    out = getattr(file, "buffer", None)
    if out is None:
        file.write(s.decode("utf-8", "replace") + ("\n" if nl else ""))
    else:
        out.write(s + (b"\n" if nl else b""))
        out.flush()


def get_online_cpus():
    return _cpus("online")


def get_possible_cpus():
    return _cpus("possible")


def _cpus(which):
    cpus = []
    with open(f"/sys/devices/system/cpu/{which}") as file:
        for part in file.read().strip().split(","):
            first, _, last = part.partition("-")
            cpus.extend(range(int(first), int(last or first) + 1))
    return cpus
