"""Hides personal ids in what a person reads, until the paper is opened with a purpose."""

from search.words import hide_ids

__all__ = ["hide_ids"]
