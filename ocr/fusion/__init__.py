"""Two readings of a line become one that holds fewer errors than either.

`FusedReader` in `ocr.fusion.reader` is the door: it takes two readers of lines and is one itself. The
rest are its steps: `aligning` (which words of the two stand in one place), `candidates` (what could
stand there), `syllable_pairs` (what official Vietnamese says next), `features` and `choosing` (which to
take, and how sure that is).
"""
