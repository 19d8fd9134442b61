"""The same paper with figures of its head filled in by hand or by a numbering stamp."""

import random
from dataclasses import replace

from samples.blocks import Block, Head
from samples.forms import Form
from samples.pen import KINDS, Pen, pick_pen

_PARTS = (("number",), ("number", "day"), ("number", "day", "month"), ("day",), ("day", "month"))


def filled_by_hand(form: Form, *, dice: random.Random) -> Form:
    """Return the form with blanks filled in by hand; unchanged where it has no two-column head.

    Its fields stay what they are: what is written is what was to be printed.
    """
    parts, pen = dice.choice(_PARTS), pick_pen(dice.choice(KINDS), dice)
    first = tuple(_filled(block, parts, pen) for block in form.pages[0])
    return replace(form, pages=(first, *form.pages[1:]))


def _filled(block: Block, parts: tuple[str, ...], pen: Pen) -> Block:
    return replace(block, by_hand=parts, pen=pen) if isinstance(block, Head) else block
