"""Bounds on what is opened, for the records and for the commands without records alike; no Django."""

from config import env

MAX_FILE_MIB = env.number("MOTLAN_MAX_FILE_MIB", default=200, at_least=1, at_most=4096)
MAX_PAGES = env.number("MOTLAN_MAX_PAGES", default=500, at_least=1, at_most=5000)
# Seconds that one page, or one look at a file, may take before its process is ended.
TIMEOUT_S = env.number("MOTLAN_TIMEOUT_S", default=180, at_least=1, at_most=3600)
