#!/usr/bin/env python3
"""Compiles, loads and attaches a file of C, and tells how many seconds that took."""

import sys
from time import monotonic

from bcc import BPF

began = monotonic()
b = BPF(src_file=sys.argv[1].encode())
print(monotonic() - began, flush=True)
