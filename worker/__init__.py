"""The command line: management commands, and the few commands that need no records."""
