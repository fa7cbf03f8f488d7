"""Perf events as attach_perf_event_raw() takes them."""

from .constants import PerfEventSampleFormat, PerfType


class Perf:
    """perf_event_open(2)'s names."""

    PERF_TYPE_HARDWARE = PerfType.HARDWARE
    PERF_TYPE_SOFTWARE = PerfType.SOFTWARE
    PERF_TYPE_TRACEPOINT = PerfType.TRACEPOINT
    PERF_TYPE_HW_CACHE = PerfType.HW_CACHE
    PERF_SAMPLE_RAW = PerfEventSampleFormat.RAW
    PERF_FLAG_FD_CLOEXEC = 1 << 3

    class perf_event_attr:
        """What to count or sample. Of its fields those matter that are here."""

        __slots__ = (
            "type",
            "size",
            "config",
            "freq",
            "sample_period",
            "sample_freq",
            "sample_type",
            "wakeup_events",
            "exclude_kernel",
            "exclude_user",
            "pid",
        )

        def __init__(self):
            for name in self.__slots__:
                setattr(self, name, 0)
