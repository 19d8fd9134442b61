"""Two readings of one page become one that holds fewer errors than either.

`FusedEngine` in `ocr.fusion.engine` is the door: it takes two engines and is one itself. The rest
are its steps: `aligning` (which words of the two stand in one place), `candidates` (what could
stand there), `syllable_pairs` (what official Vietnamese says next), `scoring` (which to take, and
how sure that is).
"""
