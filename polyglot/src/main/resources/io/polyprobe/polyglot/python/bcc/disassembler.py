"""Programs in assembly language."""

from _polyprobe import host


def disassemble_str(bpfstr):
    """The instructions that dump_func() returns, a line each."""
    return host.disassembled(bpfstr.decode("latin-1")).splitlines()


def decode_map(map_name, map_obj, map_type, sizeinfo=False):
    """The types of a table's keys and leaves, with the places of their fields where asked for."""
    from .table import get_table_type_name

    name = map_name.decode() if isinstance(map_name, bytes) else map_name
    kind = get_table_type_name(map_type)
    head = f"Layout of BPF map {name} (type {kind}, FD {map_obj.map_fd}, ID {map_obj.map_id}):"
    return "\n".join([head, *map_obj._table.layout(bool(sizeinfo))])


def disassemble_prog(func_name, bpfstr):
    """The instructions that dump_func() returns, in LLVM's assembly language, each with its number."""
    name = func_name.decode() if isinstance(func_name, bytes) else func_name
    return f"Disassemble of BPF program {name}:\n{host.disassembled(bpfstr.decode('latin-1'))}"
