"""Small things that scripts import beside BPF."""

import os
import sys

FILESYSTEMENCODING = sys.getfilesystemencoding()


def text_of(name):
    """A str of what may be str, bytes or an ArgString."""
    if isinstance(name, str):
        return name
    if isinstance(name, (bytes, bytearray)):
        return name.decode()
    if isinstance(name, ArgString):
        return str(name)
    raise TypeError(f"a str or bytes is needed, not {type(name).__name__}")


class ArgString:
    """An argument of the command line, which turns into bytes as easily as into a str."""

    def __init__(self, arg):
        self.s = arg

    def __bytes__(self):
        return self.s.encode(FILESYSTEMENCODING)

    def __str__(self):
        return self.s


def printb(s, file=sys.stdout, nl=1):
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


# What a process maps or runs tells its language.
_RUNTIMES = {
    "java": ("/libjvm.so", "/java"),
    "node": ("/node", "/nodejs"),
    "perl": ("/libperl", "/perl"),
    "php": ("/libphp", "/php"),
    "python": ("/libpython", "/python"),
    "ruby": ("/libruby", "/ruby"),
    "tcl": ("/libtcl", "/tclsh"),
}


def detect_language(candidates, pid):
    """The one of some languages that a process is written in, or None."""
    try:
        files = {os.readlink(f"/proc/{pid}/exe")}
        with open(f"/proc/{pid}/maps") as maps:
            files.update(line.split(None, 5)[5].strip() for line in maps if "/" in line)
    except OSError:
        return None
    for language, names in _RUNTIMES.items():
        if language in candidates and any(name in file for name in names for file in files):
            return language
    return None


def warn_with_traceback(message, category, filename, lineno, file=None, line=None):
    import traceback
    import warnings

    log = file if hasattr(file, "write") else sys.stderr
    traceback.print_stack(f=sys._getframe(2), file=log)
    log.write(warnings.formatwarning(message, category, filename, lineno, line))


def _assert_is_bytes(arg):
    return arg if arg is None else text_of(arg).encode()


class StrcmpRewrite:
    """STRCMP("literal", pointer) of trace and argdist, made calls of functions that compare what is in memory."""

    @staticmethod
    def rewrite_expr(expr, bin_cmp, is_user, probe_user_list, streq_functions, probeid):
        """The expression, with the functions that it calls added to those there are already.

        With bin_cmp the literal is no text but an initializer of C, {0x7f, 0x45} say.
        """
        import re  # here, as few scripts come here

        for match in re.finditer(r'STRCMP\(("[^"]+"),(.+?)\)', expr):
            literal, pointer = match.groups()
            user = is_user or pointer.strip() in probe_user_list
            name = f"streq_{probeid}"
            streq_functions += _COMPARISON % (
                name,
                literal.strip('"') if bin_cmp else literal,
                "bpf_probe_read_user" if user else "bpf_probe_read",
            )
            expr = expr.replace("STRCMP", name, 1)
            probeid += 1
        return {"expr": expr, "streq_functions": streq_functions, "probeid": probeid}


_COMPARISON = """
static inline bool %s(const char *literal, uintptr_t address) {
    const char wanted[] = %s;
    char found[sizeof(wanted)];
    %s(&found, sizeof(found), (void *)address);
    for (unsigned int i = 0; i < sizeof(wanted) - 1; i++) {
        if (found[i] != wanted[i])
            return false;
    }
    return true;
}
"""
