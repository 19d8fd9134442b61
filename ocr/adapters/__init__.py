"""Reading engines. Picked in config/wiring.py only."""

import os

# Tesseract reads this when its library is loaded: a page is read by one thread, a core a process.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
