"""C values as Python's: what keys, leaves and fields of events read as, with the manners of ctypes."""

from operator import index

from _polyprobe import host


class Scalar:
    """A C number with ctypes' manners: `value`, and usable wherever an int is."""

    __slots__ = ("value",)

    def __init__(self, value=0):
        self.value = value

    def __int__(self):
        return int(self.value)

    __index__ = __int__

    def __float__(self):
        return float(self.value)

    def __bool__(self):
        return bool(self.value)

    def __eq__(self, other):
        return self.value == plain(other)

    def __lt__(self, other):
        return self.value < plain(other)

    def __hash__(self):
        return hash(self.value)

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"


class Text:
    """A C array of char: `value` is the bytes up to the first NUL."""

    __slots__ = ("value",)

    def __init__(self, value=b""):
        self.value = value

    def __eq__(self, other):
        return self.value == plain(other)

    def __hash__(self):
        return hash(self.value)

    def __repr__(self):
        return f"Text({self.value!r})"


class Wide(bytes):
    """An __int128 as the array of two u64 that ctypes makes of it; its bytes are what socket.inet_ntop takes."""

    def __getitem__(self, position):
        return _halves(self)[position]

    def __iter__(self):
        return iter(_halves(self))


def _halves(wide):
    raw = bytes.hex(wide)
    return [int.from_bytes(bytes.fromhex(raw[at : at + 16]), "little") for at in (0, 16)]


class Struct:
    """A C struct: its fields are attributes, read from memory when asked for."""

    def __init__(self, memory):
        object.__setattr__(self, "_memory", memory)

    def __getattr__(self, name):
        found = self._memory.member(name)
        if found is None:
            raise AttributeError(name)
        return found if isinstance(found, (int, float)) else from_c(found)

    def __setattr__(self, name, value):
        if not self._memory.has(name):
            raise AttributeError(name)
        into_c(self._memory.field(name), value)

    @property
    def _fields_(self):
        return [(name, None) for name in self._memory.fields()]

    def __bytes__(self):
        return self._memory.raw().encode("latin-1")

    def __eq__(self, other):
        return isinstance(other, Struct) and self._memory.raw() == other._memory.raw()

    def __hash__(self):
        return hash(self._memory.raw())

    def __repr__(self):
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._memory.fields())
        return f"{type(self).__name__}({fields})"


_structs = {"": Struct}


def _struct(memory):
    """A struct of a class that has the name of its tag: tools tell structs apart by that."""
    tag = memory.tag()
    kind = _structs.get(tag)
    if kind is None:
        kind = _structs[tag] = type(tag, (Struct,), {})
    return kind(memory)


class Array:
    """A C array."""

    def __init__(self, memory):
        self._memory = memory

    def __len__(self):
        return self._memory.length()

    def _at(self, position):
        if not -len(self) <= position < len(self):
            raise IndexError("invalid index")
        return self._memory.at(position % len(self))

    def __getitem__(self, position):
        if isinstance(position, slice):
            return [self[i] for i in range(*position.indices(len(self)))]
        return from_c(self._at(position))

    def __setitem__(self, position, value):
        into_c(self._at(position), value)

    def __bytes__(self):
        return self._memory.raw().encode("latin-1")

    def __buffer__(self, flags):
        return memoryview(bytes(self))

    def __eq__(self, other):
        return isinstance(other, Array) and self._memory.raw() == other._memory.raw()

    def __hash__(self):
        return hash(self._memory.raw())

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __repr__(self):
        return repr(list(self))


class CType:
    """The type of a key or a leaf: called to make a value, multiplied to make an array of them."""

    def __init__(self, new):
        self._new = new

    def __call__(self, *values, **fields):
        """A value of zeros, of the values of its fields in their order, or by name."""
        memory = self._new()
        if memory.kind() == "struct":
            into_c(memory, values)
            for name, value in fields.items():
                setattr(Struct(memory), name, value)
        elif values:
            into_c(memory, values[0])
        return leaf(memory)

    def __mul__(self, count):
        return lambda *values: list(values) + [self() for _ in range(count - len(values))]

    @property
    def _fields_(self):
        return [(name, None) for name in self._new().fields()]


def from_c(memory):
    """What a field reads as: int, float and bytes for what is simple."""
    number = memory.number()
    if number is not None:
        return number
    kind = memory.kind()
    if kind == "integer":
        return int(memory.decimal())
    if kind == "text":
        return memory.text().encode("latin-1")
    if kind == "character":
        return memory.raw().encode("latin-1")
    if kind == "wide":
        return Wide(memory.raw().encode("latin-1"))
    return _struct(memory) if kind == "struct" else Array(memory)


def into_c(memory, value):
    """Writes a value into C memory and returns that."""
    value = plain(value)
    if isinstance(value, (Struct, Array)):
        memory.raw(value._memory.raw())
    elif isinstance(value, (bytes, bytearray)):
        if len(value) > memory.size():
            raise ValueError(f"bytes too long ({len(value)}, maximum length {memory.size()})")
        memory.raw(bytes(value).decode("latin-1"))
    elif memory.kind() == "float":
        memory.real(float(value))
    elif memory.kind() in ("integer", "character"):
        memory.decimal(str(index(value)))
    elif memory.kind() == "wide" and not isinstance(value, (list, tuple)):
        memory.decimal(str(index(value)))
    elif memory.kind() == "wide":
        low, high = value
        memory.decimal(str(index(high) << 64 | index(low)))
    elif memory.kind() == "array" and isinstance(value, (list, tuple)):
        if len(value) > memory.length():
            raise IndexError(f"an array of {memory.length()} has no place for {len(value)} elements")
        for i, element in enumerate(value):
            into_c(memory.at(i), element)
    elif memory.kind() in ("struct", "array") and hasattr(value, "_b_base_"):  # made by ctypes
        memory.raw(bytes(value).decode("latin-1"))
    elif memory.kind() == "struct" and isinstance(value, (tuple, list)):
        if len(value) > len(memory.fields()):
            raise TypeError("too many initializers")
        for name, element in zip(memory.fields(), value):
            into_c(memory.field(name), element)
    else:
        raise TypeError(f"cannot make a C value of {value!r}")
    return memory


def plain(value):
    """The value of a number or text of ctypes or of ours; anything else as it is."""
    return value if isinstance(value, (Struct, int)) else getattr(value, "value", value)


def leaf(memory):
    """What a key or a leaf reads as: numbers and text have a `value`."""
    value = from_c(memory)
    if isinstance(value, (int, float)):
        return Scalar(value)
    return Text(value) if type(value) is bytes else value


host.convertBy(lambda text: text.encode("latin-1"), int, from_c, (1 << 63) - 1)
