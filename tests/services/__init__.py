"""The real servers that adapters are tested on: plain processes on the loopback address, no containers."""
