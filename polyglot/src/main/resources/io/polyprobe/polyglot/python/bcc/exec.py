"""A command that starts when its tracer is ready."""

import os
import subprocess

# The shell waits for a line and then becomes the command, which so has the number that run_cmd gave. By its path, as
# some shells name descriptors by one digit only.
_WAIT = 'read -r _ </proc/self/fd/%d && exec "$@"'

_command = None
_gate = None


def run_cmd(args):
    """Makes a process for a command, which waits for cmd_ready; its pid."""
    global _command, _gate
    waits, _gate = os.pipe()
    try:
        shell = ["/bin/sh", "-c", _WAIT % waits, "sh", *args]
        _command = subprocess.Popen(shell, pass_fds=(waits,))
    finally:
        os.close(waits)
    return _command.pid


def cmd_ready():
    """Lets the command start."""
    global _gate
    gate, _gate = _gate, None
    if gate is not None:
        try:
            os.write(gate, b"\n")
        finally:
            os.close(gate)


def cmd_exited():
    """Whether the command has ended, as 0 or 1."""
    return int(_command is not None and _command.poll() is not None)
