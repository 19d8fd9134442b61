"""Reading: pixels in, words with boxes and confidence out. Knows neither Django nor the other tools."""
