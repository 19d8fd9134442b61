"""Reading: pixels in, words with boxes and confidence out. Knows neither Django nor the other tools."""

import os

# One page has one core. OpenBLAS asks for this when numpy is loaded, and its threads otherwise spin
# while they wait for each other: a tenth of what reading a page costs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
