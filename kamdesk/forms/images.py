"""Puts a picture into a form, as large as its frame allows, in its own proportions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_PIXELS_A_CHARACTER, _PIXELS_BESIDE = 7, 5
"""How wide a column of so many characters is on the screen."""
_EMU = 9525
"""English metric units of a pixel."""
_MARGIN = 4


def place_image(
    sheet: Worksheet,
    png: bytes,
    place: tuple[int, int],
    widths: Sequence[float],
    rows: tuple[int, float],
) -> None:
    """Puts the picture `png` at the cell `place` (row, column), centred in columns as wide as `widths` (characters) and
    `rows` (how many, points of each), in its own proportions."""
    from openpyxl.drawing.image import Image
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
    from openpyxl.drawing.xdr import XDRPositiveSize2D

    image = Image(io.BytesIO(png))
    pixels = [int(width * _PIXELS_A_CHARACTER + _PIXELS_BESIDE) for width in widths]
    row_pixels = rows[1] * 96 / 72
    room = (sum(pixels) - 2 * _MARGIN, rows[0] * row_pixels - 2 * _MARGIN)
    scale = min(room[0] / image.width, room[1] / image.height)
    wide, high = image.width * scale, image.height * scale
    row, column = place
    left = (sum(pixels) - wide) / 2
    while pixels and left >= pixels[0]:
        left -= pixels.pop(0)
        column += 1
    above, top = divmod((rows[0] * row_pixels - high) / 2, row_pixels)
    marker = AnchorMarker(
        col=column - 1, colOff=int(left * _EMU), row=row - 1 + int(above), rowOff=int(top * _EMU)
    )
    image.anchor = OneCellAnchor(marker, XDRPositiveSize2D(int(wide * _EMU), int(high * _EMU)))
    sheet.add_image(image)
