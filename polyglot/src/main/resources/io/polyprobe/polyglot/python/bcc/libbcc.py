"""BCC's C library has no part in Polyprobe."""

raise ImportError("there is no libbcc here: Polyprobe's own engine does its work, behind bcc.BPF")
