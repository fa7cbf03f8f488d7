"""The version of BCC whose interface this is."""

__version__ = "0.26.0"
