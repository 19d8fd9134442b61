"""Search: entries in, hits out. Knows neither Django nor the other tools."""
