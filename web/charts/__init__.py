"""Charts as SVG: plain values in, places on a canvas out. The templates draw, the style sheet colours.

Nothing due (None) is never drawn at 0: a line breaks there, and the place is hatched.
"""
