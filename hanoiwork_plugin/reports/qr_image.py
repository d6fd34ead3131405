"""QR codes as pictures: PNG for cards and screens, SVG for paper (ISO/IEC 18004, error correction M)."""

from io import BytesIO
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathImage


def _code(address: str) -> "qrcode.QRCode[Any]":
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=4)
    code.add_data(address)
    code.make(fit=True)
    return code


def qr_png(address: str) -> bytes:
    """The code of ``address`` as a black and white PNG with its quiet zone."""
    out = BytesIO()
    _code(address).make_image(image_factory=PilImage).save(out, "PNG", optimize=True)
    return out.getvalue()


def qr_svg(address: str) -> bytes:
    """The code of ``address`` as SVG, sharp at any size."""
    out = BytesIO()
    _code(address).make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()
