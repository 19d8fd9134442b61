"""Filters of a list that a person keeps under a name: chips above the list, on any list that declares its keys."""
