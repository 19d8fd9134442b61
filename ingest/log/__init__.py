"""The log beyond its chains: anchors with time-stamps, their checks, and the proof that an auditor takes along."""
