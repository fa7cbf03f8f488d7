"""Programs in assembly language."""

from _polyprobe import host


def disassemble_prog(func_name, bpfstr):
    """The instructions that dump_func() returns, in LLVM's assembly language, each with its number."""
    name = func_name.decode() if isinstance(func_name, bytes) else func_name
    return f"Disassemble of BPF program {name}:\n{host.disassembled(bpfstr.decode('latin-1'))}"
