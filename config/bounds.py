"""Bounds on what is opened, for the records and for the commands without records alike; no Django."""

from config import env

MAX_FILE_MIB = env.number("MOTLAN_MAX_FILE_MIB", default=200, at_least=1, at_most=4096)
# Of one request: a browser without script sends all files of a batch at once.
MAX_REQUEST_MIB = env.number("MOTLAN_MAX_REQUEST_MIB", default=2048, at_least=1, at_most=65536)
MAX_PAGES = env.number("MOTLAN_MAX_PAGES", default=500, at_least=1, at_most=5000)
# Seconds that one page, or one look at a file, may take before its process is ended.
TIMEOUT_S = env.number("MOTLAN_TIMEOUT_S", default=180, at_least=1, at_most=3600)
# Of a file that anybody may have checked, without signing in.
CHECK_FILE_MIB = env.number("MOTLAN_CHECK_FILE_MIB", default=32, at_least=1, at_most=200)
