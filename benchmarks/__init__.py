"""Measurements beside a peer in the same run; each prints one line a figure. `make bench` runs them all."""
