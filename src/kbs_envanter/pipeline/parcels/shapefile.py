"""In what encoding a Shapefile's attributes are written, which many do not say."""

import codecs
from pathlib import Path

_TURKISH_DOS = 0x6B  # dBASE's mark for code page 857
_BLOCK = 1 << 20


def attribute_encoding(folder: Path) -> str | None:
    """Encoding for GDAL to use on the .dbf of a folder; None when the .cpg beside it says so.

    Without one: code page 857 when the .dbf is marked so, UTF-8 when every byte of it is, else Windows-1254,
    which is ISO-8859-9 (Turkish) and more.
    """
    if any(folder.glob("*.cpg")):
        return None
    tables = list(folder.glob("*.dbf"))
    if not tables:
        return None
    with tables[0].open("rb") as file:
        header = file.read(32)
        if len(header) == 32 and header[29] == _TURKISH_DOS:
            return "CP857"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            # Field descriptors hold binary lengths after each name; the records hold text only.
            file.seek(int.from_bytes(header[8:10], "little"))
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "CP1254"
    return "UTF-8"
