"""Tables: BPF maps as mappings of C values."""

from collections.abc import MutableMapping
from operator import index


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
        return self.value == _plain(other)

    def __lt__(self, other):
        return self.value < _plain(other)

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
        return self.value == _plain(other)

    def __hash__(self):
        return hash(self.value)

    def __repr__(self):
        return f"Text({self.value!r})"


class Struct:
    """A C struct: its fields are attributes, read from memory when asked for."""

    def __init__(self, memory):
        object.__setattr__(self, "_memory", memory)

    def __getattr__(self, name):
        memory = self._memory
        if name.startswith("__") or not memory.has(name):
            raise AttributeError(name)
        return from_c(memory.field(name))

    def __setattr__(self, name, value):
        if not self._memory.has(name):
            raise AttributeError(name)
        into_c(self._memory.field(name), value)

    @property
    def _fields_(self):
        return [(name, None) for name in self._memory.fields()]

    def __eq__(self, other):
        return isinstance(other, Struct) and self._memory.raw() == other._memory.raw()

    def __hash__(self):
        return hash(self._memory.raw())

    def __repr__(self):
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._memory.fields())
        return f"Struct({fields})"


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

    def __eq__(self, other):
        return isinstance(other, Array) and self._memory.raw() == other._memory.raw()

    def __hash__(self):
        return hash(self._memory.raw())

    def __buffer__(self, flags):
        return memoryview(self._memory.raw().encode("latin-1"))

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __repr__(self):
        return repr(list(self))


def from_c(memory):
    """What a field reads as: int, float and bytes for what is simple."""
    kind = memory.kind()
    if kind == "integer":
        value = memory.integer()
        return value + (1 << 64) if value < 0 and memory.unsigned() else value
    if kind == "float":
        return memory.real()
    if kind == "text":
        return memory.text().encode("latin-1")
    if kind == "wide":  # __int128, in which scripts keep IPv6 addresses
        return memory.raw().encode("latin-1")
    return Struct(memory) if kind == "struct" else Array(memory)


def into_c(memory, value):
    """Writes a value into C memory and returns that."""
    value = _plain(value)
    if isinstance(value, (Struct, Array)):
        memory.raw(value._memory.raw())
    elif isinstance(value, (bytes, bytearray)):
        if len(value) > memory.size():
            raise ValueError(f"bytes too long ({len(value)}, maximum length {memory.size()})")
        memory.raw(value.decode("latin-1"))
    elif memory.kind() in ("integer", "wide"):
        memory.decimal(str(index(value)))
    elif memory.kind() == "array":
        elements = list(value)
        if len(elements) > memory.length():
            raise IndexError(f"an array of {memory.length()} has no place for {len(elements)} elements")
        for i, element in enumerate(elements):
            into_c(memory.at(i), element)
    elif memory.kind() == "struct" and hasattr(value, "__bytes__"):
        memory.raw(bytes(value).decode("latin-1"))
    elif memory.kind() == "struct" and isinstance(value, (tuple, list)):
        if len(value) > len(memory.fields()):
            raise TypeError("too many initializers")
        for name, element in zip(memory.fields(), value):
            into_c(memory.field(name), element)
    else:
        raise TypeError(f"cannot make a C value of {value!r}")
    return memory


def _plain(value):
    """The value of a number or text of ctypes or of ours; anything else as it is."""
    return value if isinstance(value, (Struct, int)) else getattr(value, "value", value)


def _leaf(memory):
    """What a key or a leaf reads as: numbers and text have a `value`."""
    value = from_c(memory)
    if isinstance(value, (int, float)):
        return Scalar(value)
    return Text(value) if isinstance(value, bytes) else value


class BPFTable(MutableMapping):
    """A BPF map. Arrays hold all their indexes always; leaves of per-CPU maps are lists."""

    def __init__(self, table, reducer=None):
        self._table = table
        self._reducer = reducer
        self._is_array = table.isArray()
        self._is_per_cpu = table.isPerCpu()

    def Key(self, *values, **fields):
        """A key: of zeros, of the values of its fields in their order, or by name."""
        return self._made(self._table.newKey(), values, fields)

    def Leaf(self, *values, **fields):
        """A leaf, as a key is made; of a per-CPU map a list with a leaf for each CPU, of one value for each."""
        if not self._is_per_cpu:
            return self._made(self._table.newValue(), values, fields)
        zeros = [self._made(self._table.newValue(), (), {}) for _ in range(self._table.copies() - len(values))]
        return list(values) + zeros

    @staticmethod
    def _made(memory, values, fields):
        if memory.kind() == "struct":
            into_c(memory, values)
            for name, value in fields.items():
                setattr(Struct(memory), name, value)
        elif values:
            into_c(memory, values[0])
        return _leaf(memory)

    def _key(self, key):
        if self._is_array:
            key = index(_plain(key))
            if key < 0:
                key += len(self)
            if not 0 <= key < len(self):
                raise IndexError("Array index out of range")
        return into_c(self._table.newKey(), key)

    def _value(self, found):
        if not self._is_per_cpu:
            return _leaf(found)
        leaves = [from_c(one) for one in found]
        if self._reducer is None:
            return leaves
        result = leaves[0]
        for leaf in leaves[1:]:
            result = self._reducer(result, leaf)
        return result

    def __getitem__(self, key):
        found = self._table.get(self._key(key))
        if found is None:
            raise KeyError(key)
        return self._value(found)

    def __setitem__(self, key, leaf):
        if not self._is_per_cpu or not isinstance(leaf, (list, tuple)):
            self._table.put(self._key(key), into_c(self._table.newValue(), leaf))
        elif len(leaf) != self._table.copies():
            raise ValueError(f"{len(leaf)} leaves for {self._table.copies()} CPUs")
        else:
            self._table.putEach(self._key(key), [into_c(self._table.newValue(), one) for one in leaf])

    def __delitem__(self, key):
        if not self._table.delete(self._key(key)):
            raise KeyError(key)

    def __contains__(self, key):
        return self._table.get(self._key(key)) is not None

    def __len__(self):
        return self._table.capacity() if self._is_array else len(self._table.keys())

    def __iter__(self):
        return (_leaf(key) for key in self._table.keys())

    def iter(self):
        return iter(self)

    def keys(self):
        return iter(self)

    def items(self):
        """Pairs of key and leaf; what vanishes meanwhile is left out."""
        return list(self._pairs())

    iteritems = items

    def _pairs(self):
        for key in self._table.keys():
            found = self._table.get(key)
            if found is not None:
                yield _leaf(key), self._value(found)

    def values(self):
        return [leaf for _, leaf in self._pairs()]

    itervalues = values

    def clear(self):
        for key in self._table.keys():
            self._table.delete(key)

    zero = clear

    def items_lookup_batch(self):
        yield from self._pairs()

    def items_lookup_and_delete_batch(self):
        for key in self._table.keys():
            found = self._table.get(key)
            self._table.delete(key)
            if found is not None:
                yield _leaf(key), self._value(found)

    def items_delete_batch(self, keys=None):
        self.clear()

    def sum(self, key):
        return Scalar(sum(self._each_cpu(key)))

    def max(self, key):
        return Scalar(max(self._each_cpu(key)))

    def average(self, key):
        leaves = self._each_cpu(key)
        return sum(leaves) / len(leaves)

    def _each_cpu(self, key):
        found = self._table.get(self._key(key))
        if found is None:
            raise KeyError(key)
        return [from_c(one) for one in found]
