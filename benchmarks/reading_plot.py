"""A reliability diagram: the confidence that was shown against the share that was right, as plain SVG."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

Pair = tuple[float, bool]
Bin = tuple[float, float, float, float, int]  # from, to, mean confidence, share right, proposals

_EDGES = (0.0, 50.0, 70.0, 80.0, 90.0, 95.0, 98.0, 100.0)
_SIZE, _MARGIN = 360, 48


def bins(pairs: Sequence[Pair]) -> list[Bin]:
    """Proposals by the confidence they were shown with; empty bins are left out."""
    found = []
    for low, high in pairwise(_EDGES):
        last = high == _EDGES[-1]
        inside = [pair for pair in pairs if low <= pair[0] < high or (last and pair[0] == high)]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            share = sum(right for _, right in inside) / len(inside)
            found.append((low, high, mean, share, len(inside)))
    return found


def draw(found: Sequence[Bin], path: Path) -> None:
    """Write the diagram; the area of a point is the number of proposals."""
    most = max((each[-1] for each in found), default=1)
    points = [
        f'<circle cx="{_x(mean):.1f}" cy="{_y(100 * share):.1f}" r="{4 + 14 * (count / most) ** 0.5:.1f}" '
        f'fill="#1d5fa8" fill-opacity="0.6"><title>{count}: {mean:.1f} → {100 * share:.1f}</title></circle>'
        for _, _, mean, share, count in found
    ]
    ticks = [
        f'<text x="{_x(at)}" y="{_SIZE - _MARGIN + 18}" text-anchor="middle">{at}</text>'
        f'<text x="{_MARGIN - 8}" y="{_y(at) + 4}" text-anchor="end">{at}</text>'
        for at in (0, 25, 50, 75, 100)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" '
        'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#ffffff"/>\n'
        f'<path d="M{_x(0)} {_y(100)} V{_y(0)} H{_x(100)}" fill="none" stroke="#333333"/>\n'
        f'<path d="M{_x(0)} {_y(0)} L{_x(100)} {_y(100)}" stroke="#999999" stroke-dasharray="4"/>\n'
        + "\n".join([*ticks, *points])
        + f'\n<text x="{_SIZE / 2}" y="{_SIZE - 8}" text-anchor="middle">confidence shown</text>\n'
        f'<text transform="rotate(-90)" x="{-_SIZE / 2}" y="14" text-anchor="middle">% right</text>\n'
        "</svg>\n",
        encoding="utf-8",
    )


def _x(percent: float) -> float:
    return _MARGIN + percent / 100 * (_SIZE - 2 * _MARGIN)


def _y(percent: float) -> float:
    return _SIZE - _MARGIN - percent / 100 * (_SIZE - 2 * _MARGIN)
