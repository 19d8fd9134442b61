"""Storage: a stream in, what is held out. Knows neither Django nor the other tools."""
