"""Readers that run their networks in onnxruntime: `P`, Tesseract's own network, and `F`, TrueOCR's.

A page goes through three steps: lines are found (line_finder.py), each line becomes words
(tesseract_reader.py, trueocr_reader.py), lines are set in reading order (reading_order.py).
`P` reads tones and marks best, `F` digits; what both read alike is nearly always right.
"""
