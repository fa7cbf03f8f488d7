"""What CPython has and GraalPy lacks, as far as tracing tools use it. To be imported before socket and signal are."""

import os
import stat as _modes
import _signal
import _socket
import _warnings

from polyglot import import_value

_host = import_value("polyprobe")
_stat = os.stat
_inet_ntop = _socket.inet_ntop

_SIGNALS = {"SIGRTMIN": 34, "SIGRTMAX": 64}

_SOCKETS = {
    "AF_NETLINK": 16,
    "AF_PACKET": 17,
    "IPPROTO_DSTOPTS": 60,
    "IPPROTO_FRAGMENT": 44,
    "IPPROTO_HOPOPTS": 0,
    "IPPROTO_ICMPV6": 58,
    "IPPROTO_MPTCP": 262,
    "IPPROTO_NONE": 59,
    "IPPROTO_ROUTING": 43,
    "IPPROTO_UDPLITE": 136,
    "PF_PACKET": 17,
    "SOCK_RAW": 3,
    "SOCK_RDM": 4,
    "SOCK_SEQPACKET": 5,
}


def _add(module, constants):
    for name, value in constants.items():
        if not hasattr(module, name):
            setattr(module, name, value)


class DeviceStat:
    """The stat_result of a device file, with its number."""

    def __init__(self, result, rdev):
        self._result = result
        self.st_rdev = rdev

    def __getattr__(self, name):
        return getattr(self._result, name)

    def __getitem__(self, index):
        return self._result[index]

    def __len__(self):
        return len(self._result)


def stat(path, *, dir_fd=None, follow_symlinks=True):
    result = _stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
    device = _modes.S_ISBLK(result.st_mode) or _modes.S_ISCHR(result.st_mode)
    if not device or dir_fd is not None:
        return result
    name = "/proc/self/fd/%d" % path if isinstance(path, int) else os.fsdecode(path)
    return DeviceStat(result, _host.deviceNumber(name))


def major(device):
    """The upper part of a number that holds 12 + 20 bits of it, in the order of glibc's makedev()."""
    return device >> 8 & 0xFFF | device >> 32 & ~0xFFF


def minor(device):
    return device & 0xFF | device >> 12 & ~0xFF & 0xFFFFFFFF


def makedev(major, minor):
    return (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | minor & 0xFF | (minor & ~0xFF) << 12


def inet_ntop(family, address):
    """Takes arrays of C as well: a class of Python's cannot be bytes-like here."""
    return _inet_ntop(family, bytes(address) if hasattr(type(address), "__buffer__") else address)


_add(_signal, _SIGNALS)
_add(_socket, _SOCKETS)
_socket.inet_ntop = inet_ntop
os.stat = stat
os.major = major
os.minor = minor
os.makedev = makedev
# Tools of Python 3.11 do not complain of what later ones call old.
_warnings.filters.insert(0, ("ignore", None, DeprecationWarning, None, 0))
