"""Zips from strangers: judged by their directory before anything is unpacked."""

import io
import zipfile
from pathlib import PurePosixPath

from kbs_envanter.pipeline.importing.types import ImportRefused

MOST_ENTRIES = 2_000
MOST_UNPACKED = 400_000_000
MOST_RATIO = 200
_SMALL = 5_000_000  # what is small may be as compressed as it likes
_BLOCK = 1 << 20
_NESTED = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz")
# An XML declares entities in its document type only; parsers know these encodings beside those that write ASCII.
_DOCTYPE = [mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")]


def opened(content: bytes) -> zipfile.ZipFile:
    """A zip whose directory promises nothing bad. Unpacking stops at the size that it promises.

    Raises:
        ImportRefused: too many or too large entries, a bomb's ratio, encryption, names that lead out of a folder.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise ImportRefused("Zip bozuk; yeniden oluşturun.", "The zip is damaged; make it anew.") from error
    if len(entries) > MOST_ENTRIES or len({entry.filename for entry in entries}) != len(entries):
        raise ImportRefused("Zip'te çok fazla ya da yinelenen dosya var.", "The zip has too many or repeated entries.")
    for entry in entries:
        _judge(entry)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise ImportRefused(
            f"Zip açılınca {MOST_UNPACKED // 1_000_000} MB'ı aşıyor; bölün.",
            f"Unpacked, the zip is above {MOST_UNPACKED // 1_000_000} MB; split it.",
        )
    return archive


def refuse_nested(archive: zipfile.ZipFile) -> None:
    """Refuse a zip in a zip.

    Raises:
        ImportRefused: there is one.
    """
    for entry in archive.infolist():
        if entry.filename.lower().endswith(_NESTED):
            raise ImportRefused("Zip içinde zip var; açıp tek zip yapın.", "There is a zip in the zip; make it one.")


def refuse_document_types(archive: zipfile.ZipFile) -> None:
    """Refuse XML that declares a document type, anywhere in a zip, before any of it is parsed.

    Raises:
        ImportRefused: there is one.
    """
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as file:
                tail = b""
                while block := file.read(_BLOCK):
                    refuse_document_type(tail + block)
                    tail = block[-32:]


def refuse_document_type(xml: bytes) -> None:
    """Refuse XML that declares a document type or an entity.

    Raises:
        ImportRefused: it does.
    """
    if any(mark in xml for mark in _DOCTYPE):
        raise ImportRefused(
            "XML içinde belge türü ya da varlık tanımı (DTD) var; bunlar okunmaz. Programınızdan yeniden dışa aktarın.",
            "The XML declares a document type (DTD), which is not read. Export it again from your program.",
        )


def _judge(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename or "\0" in entry.filename:
        raise ImportRefused(
            "Zip'te klasör dışına çıkan bir dosya adı var.", "The zip has a name that leads out of its folder."
        )
    if entry.flag_bits & 1:
        raise ImportRefused("Zip parolalı; parolasız gönderin.", "The zip is encrypted; send it without password.")
    if entry.file_size > _SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        raise ImportRefused("Zip bir zip bombasına benziyor.", "The zip looks like a zip bomb.")
