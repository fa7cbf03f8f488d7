"""The virtual kernel's own files: what scripts read of /proc, /sys and /dev to learn about the machine they watch."""

import builtins
import io
import os
import stat as _modes

import _gaps
from _polyprobe import host

_open = builtins.open
_stat = os.stat
_lstat = os.lstat
_listdir = os.listdir


def _find(path):
    return host.machineFile(path) if isinstance(path, str) and path.startswith("/") else None


def open(file, mode="r", *arguments, **options):
    found = _find(file)
    if found is None or found[0] != "text":
        return _open(file, mode, *arguments, **options)
    return io.BytesIO(found[1].encode()) if "b" in mode else io.StringIO(found[1])


def _status(found):
    if found[0] == "text":
        kind, inode, device = _modes.S_IFREG | 0o444, 1, 0
    elif found[0] == "folder":
        kind, inode, device = _modes.S_IFDIR | 0o755, found[2], 0
    else:
        kind = (_modes.S_IFBLK if found[0] == "block" else _modes.S_IFCHR) | 0o600
        inode, device = found[3], os.makedev(found[1], found[2])
    return _gaps.DeviceStat(os.stat_result((kind, inode, 1, 1, 0, 0, 0, 0, 0, 0)), device)


def stat(path, **options):
    found = _find(path)
    return _stat(path, **options) if found is None else _status(found)


def lstat(path, **options):
    found = _find(path)
    return _lstat(path, **options) if found is None else _status(found)


def listdir(path="."):
    found = _find(path)
    return _listdir(path) if found is None or found[0] != "folder" else list(found[1])


builtins.open = open
os.stat = stat
os.lstat = lstat
os.listdir = listdir
