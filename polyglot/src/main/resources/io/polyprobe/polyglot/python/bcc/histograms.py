"""Histograms of tables, printed as BCC prints them."""

from time import strftime

from _polyprobe import host

# As many slots as the logarithm of a 64-bit number has, and as many as are thought enough for other numbers.
log2_index_max = 65
linear_index_max = 1025

# The width of a histogram's longest row.
stars_max = 40


class Histograms:
    """Printing histograms, as methods of tables."""

    def print_log2_hist(
        self,
        val_type="value",
        section_header="Bucket ptr",
        section_print_fn=None,
        bucket_fn=None,
        strip_leading_zero=None,
        bucket_sort_fn=None,
    ):
        """Prints stars for the counts of powers of two, for each value of the key's first field where it has two."""
        for bucket, counts in self._histograms(log2_index_max, bucket_fn, bucket_sort_fn):
            _print_section(bucket, section_header, section_print_fn)
            _print_log2_hist(counts, val_type, strip_leading_zero)

    def print_linear_hist(
        self,
        val_type="value",
        section_header="Bucket ptr",
        section_print_fn=None,
        bucket_fn=None,
        strip_leading_zero=None,
        bucket_sort_fn=None,
    ):
        """Prints stars for the counts of numbers, for each value of the key's first field where it has two."""
        for bucket, counts in self._histograms(linear_index_max, bucket_fn, bucket_sort_fn):
            _print_section(bucket, section_header, section_print_fn)
            _print_linear_hist(counts, val_type, strip_leading_zero)

    def print_json_hist(
        self,
        val_type="value",
        section_header="Bucket ptr",
        section_print_fn=None,
        bucket_fn=None,
        bucket_sort_fn=None,
    ):
        """Prints a dictionary of the counts of powers of two."""
        for bucket, counts in self._histograms(log2_index_max, bucket_fn, bucket_sort_fn):
            if bucket is not None:
                value = section_print_fn(bucket[0]) if section_print_fn else bucket[0]
                bucket = (section_header, value)
            _print_json_hist(counts, val_type, bucket)

    def _histograms(self, slots, bucket_fn, bucket_sort_fn):
        """Pairs of a bucket in a tuple, None where the key is no struct, and its counts by slot."""
        fields = self._table.newKey().fields()
        if not fields:
            yield None, self._counts(slots)
            return
        first, slot = fields[:2]
        buckets = {}
        for key, value in self.items():
            bucket = getattr(key, first)
            if bucket_fn:
                bucket = bucket_fn(bucket)
            buckets.setdefault(bucket, [0] * log2_index_max)[getattr(key, slot)] = value.value
        order = list(buckets)
        for bucket in bucket_sort_fn(order) if bucket_sort_fn else order:
            yield (bucket,), buckets[bucket]

    def _counts(self, slots):
        counts = [0] * slots
        for key, value in self.items():
            if key.value >= slots:
                raise IndexError(f"slot {key.value} is beyond a histogram's last, {slots - 1}")
            counts[key.value] = value.value
        return counts


def _print_section(bucket, header, spell):
    if bucket is not None:
        value = spell(bucket[0]) if spell else repr(bucket[0])
        print(f"\n{header} = {value}")


def _print_log2_hist(vals, val_type, strip_leading_zero):
    print(host.log2Histogram(vals, str(val_type), bool(strip_leading_zero)), end="")


def _print_linear_hist(vals, val_type, strip_leading_zero):
    print(host.linearHistogram(vals, str(val_type), bool(strip_leading_zero)), end="")


def _print_json_hist(vals, val_type, section_bucket=None):
    data = [
        {"interval-start": int(start), "interval-end": int(end), "count": count}
        for start, end, count in host.log2Intervals(vals)
    ]
    histogram = {"ts": strftime("%Y-%m-%d %H:%M:%S"), "val_type": val_type, "data": data}
    if section_bucket:
        histogram[section_bucket[0]] = section_bucket[1]
    print(histogram)
