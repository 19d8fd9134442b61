"""Tests of targets: schedules, roll-ups, rates, the command and its page."""
