"""Page images as a PDF stores them: as they came wherever PDF/A can hold them, else encoded anew.

Source: ISO 32000-1, 7.4 (filters), 8.9.5 (images); ISO 19005-2:2011, 6.1.7.2, 6.2.4 and 6.2.8.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.TiffImagePlugin import TiffImageFile

from ocr.ports import Pixels

# Grey and colour pages that no PDF can hold as they came: lossless would be several times larger,
# and the original stays where it is stored, so the composed file may use a visually lossless one.
JPEG_QUALITY = 85
TIFF_STRIP_OFFSETS, TIFF_STRIP_LENGTHS = 273, 279
_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB}


@dataclass(frozen=True, slots=True)
class StoredImage:
    """One page image, encoded.

    Attributes:
        data: bytes of the stream.
        filter: of PDF, such as "DCTDecode".
        bits: 1, 2, 4, 8 or 16 a channel; 0 where the data alone say it (JPXDecode).
        channels: 1 (grey) or 3 (RGB); of the palette where there is one.
        parameters: /DecodeParms of the filter.
        inverted: samples mean the opposite (/Decode [1 0]).
        palette: colours of an indexed image, `channels` bytes each.
        jbig2_globals: segments that the pages of a JBIG2 file share.
    """

    data: bytes
    filter: str
    width_px: int
    height_px: int
    bits: int
    channels: int
    parameters: Mapping[str, int | bool] = field(default_factory=dict)
    inverted: bool = False
    palette: bytes | None = None
    jbig2_globals: bytes | None = None


def jpeg(data: bytes) -> StoredImage | None:
    """A JPEG as it is, or None where it is broken or neither grey nor RGB (CMYK, YCCK)."""
    try:
        with JpegImageFile(io.BytesIO(data)) as picture:
            (width, height), mode = picture.size, picture.mode
    except (OSError, SyntaxError):
        return None
    if mode not in {"L", "RGB"}:
        return None
    channels = 3 if mode == "RGB" else 1
    return StoredImage(data, "DCTDecode", width, height, 8, channels)


def encode(pixels: Pixels) -> StoredImage:
    """Encode pixels: G4 without loss where they are black and white only, else JPEG.

    Args:
        pixels: uint8, grey (height, width) or RGB (height, width, 3).
    """
    if pixels.ndim == 2 and bool(((pixels == 0) | (pixels == 255)).all()):
        return _group4(Image.fromarray(pixels == 0))
    picture = Image.fromarray(pixels)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    channels = len(picture.getbands())
    return StoredImage(buffer.getvalue(), "DCTDecode", *picture.size, 8, channels)


def embed(pdf: Pdf, image: StoredImage) -> Object:
    """The image as an indirect XObject of `pdf`."""
    stream = Stream(pdf, image.data)
    entries = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": image.width_px,
        "/Height": image.height_px,
        "/ColorSpace": _colour_space(image),
        "/Filter": Name("/" + image.filter),
    }
    if image.bits:
        entries["/BitsPerComponent"] = image.bits
    parameters = Dictionary({f"/{key}": value for key, value in image.parameters.items()})
    if image.jbig2_globals is not None:
        parameters["/JBIG2Globals"] = pdf.make_indirect(Stream(pdf, image.jbig2_globals))
    if len(parameters):
        entries["/DecodeParms"] = parameters
    if image.inverted:
        entries["/Decode"] = Array([1, 0] * image.channels)
    for key, value in entries.items():
        stream[key] = value
    return pdf.make_indirect(stream)


def _colour_space(image: StoredImage) -> Object:
    device = _DEVICE[image.channels]
    if image.palette is None:
        return device
    highest = len(image.palette) // image.channels - 1
    return Array([Name.Indexed, device, highest, pikepdf.String(image.palette)])


def _group4(ink: Image.Image) -> StoredImage:
    """CCITT G4 of a picture whose set bits are ink, through a TIFF of one strip that is taken out.

    G4 codes set bits as black runs, which PDF reads as 0 = black (BlackIs1 false).
    """
    buffer = io.BytesIO()
    whole = (ink.width + 7) // 8 * ink.height + 1
    ink.save(buffer, "TIFF", compression="group4", strip_size=whole)
    buffer.seek(0)
    with TiffImageFile(buffer) as tiff:
        (offset,) = tiff.tag_v2[TIFF_STRIP_OFFSETS]
        (length,) = tiff.tag_v2[TIFF_STRIP_LENGTHS]
    data = buffer.getvalue()[offset : offset + length]
    parameters = {"K": -1, "Columns": ink.width, "Rows": ink.height, "BlackIs1": False}
    return StoredImage(data, "CCITTFaxDecode", *ink.size, 1, 1, parameters)
