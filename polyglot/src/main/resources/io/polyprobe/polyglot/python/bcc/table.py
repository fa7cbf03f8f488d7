"""Tables: BPF maps as mappings of C values, and as what some types of map are besides."""

import os
from collections.abc import MutableMapping
from functools import partial, reduce
from itertools import takewhile
from operator import index
from struct import unpack

from _polyprobe import host

from .cvalue import CType, Scalar, Struct, from_c, into_c, leaf, plain
from .events import PERF_BUFFER, RING_BUFFER, EventSource
from .histograms import (  # those that are not Histograms are for scripts that draw their own
    Histograms,
    _print_json_hist,
    _print_linear_hist,
    _print_log2_hist,
    linear_index_max,
    log2_index_max,
    stars_max,
)

map_type_name = {number: name for number, name in host.mapTypes()}
globals().update((f"BPF_MAP_TYPE_{name}", number) for number, name in map_type_name.items())


def get_table_type_name(ttype):
    return map_type_name.get(ttype, "<unknown>")


class TableBase(Histograms, MutableMapping):
    """A BPF map."""

    def __init__(self, table, reducer=None):
        self._table = table
        self._name = table.name()
        self.ttype = table.type()
        self.flags = table.flags()
        self.max_entries = table.capacity()
        self.Key = CType(table.newKey)
        self.Leaf = CType(table.newValue)

    def get_fd(self):
        return self._table.fd()

    @property
    def map_fd(self):
        return self.get_fd()

    @property
    def map_id(self):
        return self._table.number()

    # One entry

    def _key(self, key):
        return into_c(self._table.newKey(), key)

    def _value(self, found):
        return leaf(found)

    def __getitem__(self, key):
        found = self._table.get(self._key(key))
        if found is None:
            raise KeyError(key)
        return self._value(found)

    def __setitem__(self, key, value):
        self._table.put(self._key(key), into_c(self._table.newValue(), value))

    def __delitem__(self, key):
        if not self._table.delete(self._key(key)):
            raise KeyError(key)

    def __contains__(self, key):
        return self._table.get(self._key(key)) is not None

    # All entries

    def __len__(self):
        return len(self._table.keys())

    def __iter__(self):
        return (leaf(key) for key in self._table.keys())

    def iter(self):
        return iter(self)

    def keys(self):
        return iter(self)

    def next(self, key):
        """The key after a key, or the first."""
        following = self._table.next(None if key is None else self._key(key))
        if following is None:
            raise StopIteration
        return leaf(following)

    def items(self):
        """Pairs of key and leaf as they are now."""
        return self._pairs(self._table.lookupAll())

    def iteritems(self):
        return iter(self.items())

    def itervalues(self):
        return (value for _, value in self.items())

    def values(self):
        return list(self.itervalues())

    def clear(self):
        for key in self._table.keys():
            self._table.delete(key)

    def zero(self):
        for key in self._table.keys():
            self._table.put(key, self._table.newValue())

    # Many entries by one call

    def items_lookup_batch(self):
        yield from self.items()

    def items_lookup_and_delete_batch(self):
        yield from self._pairs(self._table.takeAll())

    def _pairs(self, pairs):
        return [(leaf(key), self._value(value)) for key, value in pairs]

    def items_update_batch(self, ct_keys, ct_values):
        if len(ct_keys) != len(ct_values):
            raise ValueError("keys array length != values array length")
        self._check_length(ct_keys)
        for key, value in zip(ct_keys, ct_values):
            self[key] = value

    def items_delete_batch(self, ct_keys=None):
        if ct_keys is None:
            self._table.takeAll()
            return
        self._check_length(ct_keys)
        for key in ct_keys:
            self._table.delete(self._key(key))

    def _check_length(self, keys):
        if not 1 <= len(keys) <= self.max_entries:
            raise ValueError("Array's length is wrong")

    # Text

    def key_sprintf(self, key):
        return self._key(key).spelled().encode()

    def leaf_sprintf(self, value):
        return into_c(self._table.newValue(), value).spelled().encode()

    def key_scanf(self, text):
        return leaf(_scanned(self._table.newKey(), text))

    def leaf_scanf(self, text):
        return leaf(_scanned(self._table.newValue(), text))

def _scanned(memory, text):
    if not memory.scan(text.decode() if isinstance(text, bytes) else text):
        raise Exception(f"{text!r} does not spell a value of this type")
    return memory


class HashTable(TableBase):
    """Keys come and go."""


class LruHash(HashTable):
    """Where there is no room, the keys that were not used for the longest time go."""


class LpmTrie(TableBase):
    """Keys are prefixes; the longest that fits is found."""

    def __len__(self):
        raise NotImplementedError


class ArrayBase(TableBase):
    """Keys are the numbers from 0; all are always there."""

    def _key(self, key):
        try:
            position = index(plain(key))
        except TypeError:
            raise IndexError("Array index must be an integer type") from None
        if position < 0:
            position += len(self)
        if not 0 <= position < len(self):
            raise IndexError("Array index out of range")
        return into_c(self._table.newKey(), position)

    def __len__(self):
        return self.max_entries

    def __iter__(self):
        return (self.Key(position) for position in range(len(self)))

    def clearitem(self, key):
        self._table.put(self._key(key), self._table.newValue())


class Array(ArrayBase):
    """Keys cannot go: deleted, they are zero."""

    def __delitem__(self, key):
        self.clearitem(key)


class _PerCpu:
    """Leaves are lists with a leaf for each CPU, unless a reducer makes one of them."""

    def __init__(self, table, reducer=None):
        super().__init__(table)
        self.reducer = reducer
        self.sLeaf = self.Leaf
        self.total_cpu = table.copies()
        self.Leaf = self._leaves

    def _leaves(self, *values):
        return list(values) + [self._inner(self.sLeaf()) for _ in range(self.total_cpu - len(values))]

    @staticmethod
    def _inner(value):
        return value.value if isinstance(value, Scalar) else value

    def _value(self, found):
        leaves = [from_c(one) for one in found]
        return reduce(self.reducer, leaves) if self.reducer else leaves

    def getvalue(self, key):
        found = self._table.get(self._key(key))
        if found is None:
            raise KeyError(key)
        return [from_c(one) for one in found]

    def __setitem__(self, key, value):
        if not isinstance(value, (list, tuple)):
            super().__setitem__(key, value)
        elif len(value) != self.total_cpu:
            raise ValueError(f"{len(value)} leaves for {self.total_cpu} CPUs")
        else:
            self._table.putEach(self._key(key), [into_c(self._table.newValue(), one) for one in value])

    def sum(self, key):
        return self.sLeaf(sum(self._numbers(key, "sum")))

    def max(self, key):
        return self.sLeaf(max(self._numbers(key, "max")))

    def average(self, key):
        return self.sum(key).value / self.total_cpu

    def _numbers(self, key, what):
        leaves = self.getvalue(key)
        if any(isinstance(one, Struct) for one in leaves):
            raise IndexError(f"the {what} of structs is not defined: leaves must be integers")
        return leaves


class PerCpuHash(_PerCpu, HashTable):
    pass


class LruPerCpuHash(PerCpuHash):
    pass


class PerCpuArray(_PerCpu, Array):
    pass


class ProgArray(ArrayBase):
    """Programs to go on with: functions of load_func(), or file descriptors."""

    def __setitem__(self, key, value):
        super().__setitem__(key, getattr(value, "fd", value))


class CgroupArray(ArrayBase):
    """Control groups: file descriptors, or paths."""

    def __setitem__(self, key, value):
        if isinstance(value, (str, bytes)):
            fd = os.open(value, os.O_RDONLY)
            try:
                super().__setitem__(key, fd)
            finally:
                os.close(fd)
        elif isinstance(value, int):
            super().__setitem__(key, value)
        else:
            raise Exception("a cgroup array holds cgroups by file descriptor or path")


class DevMap(ArrayBase):
    pass


class CpuMap(ArrayBase):
    pass


class XskMap(ArrayBase):
    pass


class MapInMapArray(ArrayBase):
    pass


class MapInMapHash(HashTable):
    pass


class PerfEventArray(EventSource, ArrayBase):
    """Buffers of events, one for each CPU, or counters."""

    def open_perf_buffer(self, callback, page_cnt=8, lost_cb=None, wakeup_events=1):
        """Has callback(cpu, data, size) called by perf_buffer_poll() for each event."""
        if page_cnt & (page_cnt - 1) != 0:
            raise Exception("Perf buffer page_cnt must be a power of two")
        take = self._deliver_to(callback, PERF_BUFFER)
        self._batch = self._table.batchPerfBuffer(take, page_cnt, lost_cb, wakeup_events)

    def open_perf_event(self, typ, config):
        """Opens a counter on each CPU, for programs to read by perf_read()."""
        self._table.openCounters(typ, config)


class RingBuf(EventSource, TableBase):
    """A buffer of events, the same for all CPUs."""

    def __len__(self):
        return 0

    def open_ring_buffer(self, callback, ctx=None):
        """Has callback(ctx, data, size) called by ring_buffer_poll() for each event."""
        self._batch = self._table.batchRingBuffer(self._deliver_to(partial(callback, ctx), RING_BUFFER))


class StackTrace(TableBase):
    """Stacks by their numbers."""

    MAX_DEPTH = 127
    BPF_F_STACK_BUILD_ID = 1 << 5
    BPF_STACK_BUILD_ID_EMPTY, BPF_STACK_BUILD_ID_VALID, BPF_STACK_BUILD_ID_IP = range(3)

    def walk(self, stack_id, resolve=None):
        """The addresses of a stack, innermost first, each as `resolve` shows it."""
        stack = self[stack_id]
        if self.flags & self.BPF_F_STACK_BUILD_ID:
            frames = takewhile(lambda frame: frame.status == self.BPF_STACK_BUILD_ID_VALID, stack.trace)
        else:
            frames = takewhile(bool, unpack(f"{self.MAX_DEPTH}Q", bytes(stack)))
        return map(resolve, frames) if resolve else frames

    def clear(self):
        pass


class QueueStack:
    """Leaves without keys: pushed, popped and peeked at."""

    BPF_EXIST = 2

    def __init__(self, table, reducer=None):
        self._table = table
        self.ttype = table.type()
        self.flags = table.flags()
        self.max_entries = table.capacity()
        self.Leaf = CType(table.newValue)

    map_fd = TableBase.map_fd
    map_id = TableBase.map_id
    get_fd = TableBase.get_fd
    leaf_sprintf = TableBase.leaf_sprintf
    leaf_scanf = TableBase.leaf_scanf

    def push(self, value, flags=0):
        self._table.push(into_c(self._table.newValue(), value), flags)

    def pop(self):
        return self._found(self._table.pop(), "pop")

    def peek(self):
        return self._found(self._table.peek(), "peek")

    @staticmethod
    def _found(found, what):
        if found is None:
            raise KeyError(f"nothing to {what}: the table is empty")
        return leaf(found)

    def itervalues(self):
        for _ in range(self.max_entries):
            try:
                yield self.pop()
            except KeyError:
                return

    def values(self):
        return list(self.itervalues())


_CLASSES = {
    "HASH": HashTable,
    "ARRAY": Array,
    "PROG_ARRAY": ProgArray,
    "PERF_EVENT_ARRAY": PerfEventArray,
    "PERCPU_HASH": PerCpuHash,
    "PERCPU_ARRAY": PerCpuArray,
    "STACK_TRACE": StackTrace,
    "CGROUP_ARRAY": CgroupArray,
    "LRU_HASH": LruHash,
    "LRU_PERCPU_HASH": LruPerCpuHash,
    "LPM_TRIE": LpmTrie,
    "ARRAY_OF_MAPS": MapInMapArray,
    "HASH_OF_MAPS": MapInMapHash,
    "DEVMAP": DevMap,
    "CPUMAP": CpuMap,
    "XSKMAP": XskMap,
    "QUEUE": QueueStack,
    "STACK": QueueStack,
    "RINGBUF": RingBuf,
}


def Table(table, reducer=None):
    """A table of the class that fits the type of the map."""
    return _CLASSES.get(map_type_name[table.type()], TableBase)(table, reducer)
