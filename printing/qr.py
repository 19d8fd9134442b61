"""QR codes as drawings inside a page (ISO/IEC 18004)."""

import segno


def qr_svg(text: str, *, module_px: int = 3) -> str:
    """An SVG element that draws the text, safe to stand in a page as it is.

    Args:
        text: a number or address of at most some hundred letters.
        module_px: the side of one module.
    """
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(scale=module_px, border=2, svgclass="qr", lineclass=None))
