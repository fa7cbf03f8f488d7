"""What bpf_trace_printk() prints."""

import sys

from _polyprobe import SLICE


class _TraceFile:
    """What trace_open() returns: trace_pipe as a file of lines."""

    def __init__(self, bpf, nonblocking):
        self._bpf = bpf
        self._nonblocking = nonblocking

    def readline(self, size=-1):
        line = self._bpf.trace_readline(self._nonblocking)
        return line and line + b"\n"

    def __iter__(self):
        return iter(self.readline, b"")

    def close(self):
        pass


class Trace:
    """Reading trace lines, as methods of BPF."""

    def trace_open(self, nonblocking=False):
        return _TraceFile(self, nonblocking)

    def trace_readline(self, nonblocking=False):
        """The next line as bytes; empty where there is none and the call may not block."""
        line = self._next(self._module.readLine, nonblocking)
        return b"" if line is None else line.encode("latin-1").rstrip()

    def trace_fields(self, nonblocking=False):
        """(task, pid, cpu, flags, seconds, message) of the next line."""
        fields = self._next(self._module.readFields, nonblocking)
        if fields is None:
            return (None,) * 6
        task, pid, cpu, flags, seconds, message = fields
        return (
            task.encode("latin-1"),
            pid,
            cpu,
            flags.encode("latin-1"),
            seconds,
            message.encode("latin-1"),
        )

    @staticmethod
    def _next(read, nonblocking):
        if nonblocking:
            return read(0)
        while True:
            found = read(SLICE)
            if found is not None:
                return found

    def trace_print(self, fmt=None):
        """Prints lines until Ctrl-C, which ends the script."""
        try:
            while True:
                if fmt:
                    print(fmt.format(*self.trace_fields()), flush=True)
                else:
                    print(self.trace_readline(), flush=True)
        except KeyboardInterrupt:
            sys.exit(0)
