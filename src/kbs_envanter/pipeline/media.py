"""Photos: read with distrust, drawn anew, kept by the hash of what came of that.

A stored file is never the file that was sent: its pixels are decoded and encoded again, so that what else it carried
(place and device in EXIF, a second file behind the picture, a script in a comment) is not there any more.
"""

import hashlib
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.scratch import draft_prefix

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 4_000  # of the stored picture, pixels
THUMBNAIL_SIDE = 480
MEDIA = "image/jpeg"
_FORMATS = ("JPEG", "PNG", "WEBP")
_FOLDER = "medya"
_SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # the decoder warns of more, and refuses twice as many by itself


class PhotoRefused(UserError):
    """A file that is no photo we take: why, and the way out, in both languages."""

    def __init__(self, tr: str, en: str, *, too_large: bool = False) -> None:
        super().__init__(f"{tr} / {en}")
        self.tr, self.en, self.too_large = tr, en, too_large


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored photo: the SHA-256 of its file, its size in pixels and in bytes."""

    ozet: str
    genislik: int
    yukseklik: int
    bayt: int


def store_photo(content: bytes, state_directory: Path) -> Photo:
    """Draw a photo anew and keep it with a thumbnail; the same picture twice is one file.

    Args:
        content: JPEG, PNG or WebP as it was sent.
        state_directory: the program's own directory (``durum_dizini``); files go below ``medya/``.

    Raises:
        PhotoRefused: too large, of another kind, damaged, or a decompression bomb.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    picture = _drawn(content)
    file, small = _encoded(picture, LONGEST_SIDE, 85), _encoded(picture, THUMBNAIL_SIDE, 78)
    ozet = hashlib.sha256(file).hexdigest()
    for path, made in (
        (photo_path(state_directory, ozet), file),
        (photo_path(state_directory, ozet, small=True), small),
    ):
        _keep(path, made)
    with Image.open(io.BytesIO(file)) as stored:
        width, height = stored.size
    return Photo(ozet, width, height, len(file))


def photo_path(state_directory: Path, ozet: str, *, small: bool = False) -> Path:
    """Where a photo is, or its thumbnail. ``ozet`` is 64 hexadecimal digits and nothing else.

    Raises:
        ValueError: for anything else, such as a path.
    """
    if len(ozet) != 64 or set(ozet) - set("0123456789abcdef"):
        raise ValueError("no hash")
    return state_directory / _FOLDER / ozet[:2] / f"{ozet}{'-kucuk' if small else ''}.jpg"


def too_large() -> PhotoRefused:
    """The refusal of a file that is too large, also before it was read."""
    most = MOST_BYTES // 1024 // 1024
    return PhotoRefused(
        f"Dosya {most} MB'tan büyük; küçültüp yeniden yükleyin.",
        f"The file is larger than {most} MB; make it smaller.",
        too_large=True,
    )


def _drawn(content: bytes) -> Image.Image:
    """The picture, upright, in three colours, without what else the file had."""
    damaged = PhotoRefused("Dosya bozuk; başka bir fotoğraf yükleyin.", "The file is damaged; send another photo.")
    if not content.startswith(_SIGNS):
        raise _other_kind()
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _bomb()
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _flat(ImageOps.exif_transpose(opened))
    except Image.UnidentifiedImageError:
        raise _other_kind() from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _bomb() from None
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, MemoryError):
        raise damaged from None  # what a hostile file makes of a decoder has no end


def _flat(picture: Image.Image) -> Image.Image:
    if "A" in picture.getbands() or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        paper = Image.new("RGB", coloured.size, "white")
        paper.paste(coloured, mask=coloured.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _encoded(picture: Image.Image, side: int, quality: int) -> bytes:
    copy = Image.new("RGB", picture.size)
    copy.paste(picture)  # pixels alone: no EXIF, no colour profile, no comment
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    copy.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
    return made.getvalue()


def _keep(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=draft_prefix())
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _other_kind() -> PhotoRefused:
    return PhotoRefused("Yalnızca JPEG, PNG ve WebP fotoğraflar yüklenir.", "Only JPEG, PNG and WebP photos are taken.")


def _bomb() -> PhotoRefused:
    most = MOST_PIXELS // 1_000_000
    return PhotoRefused(
        f"Fotoğraf {most} megapikselden büyük; küçültün.", f"The photo has more than {most} megapixels; scale it down."
    )
