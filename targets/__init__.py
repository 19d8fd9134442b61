"""Targets: schedules by level, indicators with numerator and denominator, roll-ups at leaf grain."""
