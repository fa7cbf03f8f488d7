"""The events of perf and ring buffers.

They come by the batch, as text with a character for each byte, and are unpacked by builtins: a call between Java and
Python, or a loop in Python, costs several times what an event does.
"""

from collections import _tuplegetter, deque
from itertools import starmap
from struct import Struct

from _polyprobe import ctrl_c

from .cvalue import from_c

# What callbacks get: CPU, address and size, or without the CPU.
PERF_BUFFER = Struct("<iQi")
RING_BUFFER = Struct("<4xQi")


class _Field:
    """A field that is read out of its bytes when it is looked at."""

    def __init__(self, row, name, position):
        self._row = row
        self._name = name
        self._position = position

    def __get__(self, event, owner=None):
        if event is None:
            return self
        return from_c(self._row.value(self._name, event[self._position].decode("latin-1")))


def _event_class(row):
    """A tuple of the address and the fields of a struct, which are its attributes."""
    others = set(row.others())
    names = list(row.names())
    fields = {
        name: _Field(row, name, position) if name in others else _tuplegetter(position, None)
        for position, name in enumerate(names, 1)
    }
    changed = type(row.tag() or "Event", (tuple,), {})

    def change(event, name, value):
        """Few scripts write to an event: it becomes an object that can."""
        if name not in fields:
            raise AttributeError(name)
        values = {name: getattr(event, name) for name in names}
        object.__setattr__(event, "__class__", changed)
        vars(event).update(values)
        setattr(event, name, value)

    return type(changed.__name__, (tuple,), {**fields, "__setattr__": change})


class _Events(dict):
    """The events of a batch by address, decoded all together when the first is asked for."""

    def __init__(self, source, row):
        self._source = source
        self._row = row
        self._class = _event_class(row)
        self._unpack = Struct("<Q" + row.format()).iter_unpack
        self._unpack_fields = Struct("<" + row.format()).unpack

    def __missing__(self, address):
        if not self and self._source._batch is not None:
            new, of = tuple.__new__, self._class
            rows = self._source._batch.rows(self._row).encode("latin-1")
            self.update({row[0]: new(of, row) for row in self._unpack(rows)})
            if address in self:
                return self[address]
        fields = self._unpack_fields(self._row.at(address).encode("latin-1"))
        return tuple.__new__(self._class, (address, *fields))


class _Event:
    """The method that makes an object of the data of an event: made when it is first asked for."""

    def __get__(self, source, owner=None):
        if source is None:
            return self
        events = source._events = _Events(source, source._table.eventRow())
        read = source.__dict__["event"] = events.__getitem__
        return read


class EventSource:
    """A table of events."""

    event = _Event()
    _batch = None
    _events = None

    def _deliver_to(self, callback, arguments):
        """A function that calls the callback for each event of a batch."""
        calls = iter(())

        def deliver(rows):
            nonlocal calls
            if rows:  # else the callback has thrown, and the others of its batch are left
                if self._events:
                    self._events.clear()
                calls = starmap(callback, arguments.iter_unpack(rows.encode("latin-1")))
            ctrl_c.after(lambda: deque(calls, 0))

        return deliver
