"""The text layer of a report's PDF, page by page, in the order it was set."""

import logging
from io import BytesIO

from kbs_envanter.report.errors import ReportError

MAXIMUM_PAGES = 5_000
_LEAST_LETTERS_A_PAGE = 40  # fewer on the average page is a scan with page numbers
_TURKISH = set("ğışçöüĞİŞÇÖÜ")


def is_pdf(data: bytes) -> bool:
    """Whether a file begins as a PDF does."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def text_of(data: bytes, name: str) -> str:
    """The text of a PDF; a form feed begins each page but the first.

    Raises:
        ReportError: when the PDF is broken, encrypted, too long, or has no text layer that can be read.
    """
    from pypdf import PdfReader  # only a PDF needs it
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it remarks on details that do not matter here
    try:
        reader = PdfReader(BytesIO(data))
        if len(reader.pages) > MAXIMUM_PAGES:
            raise _refused(name, f"{MAXIMUM_PAGES} sayfadan uzun; raporu bölün", f"has more than {MAXIMUM_PAGES} pages")
        pages = [page.extract_text() for page in reader.pages]
    except FileNotDecryptedError as error:
        raise _refused(
            name, "PDF şifreli; şifresiz kaydedin", "the PDF is encrypted; save it without a password"
        ) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise _refused(
            name, "PDF bozuk ya da yarım; yeniden indirin", "the PDF is broken or cut off; get it again"
        ) from error
    text = "\n\f".join(pages)
    letters = sum(char.isalpha() for char in text)
    if letters < _LEAST_LETTERS_A_PAGE * len(pages):
        raise _refused(
            name,
            "PDF taranmış görüntü, metin katmanı yok; metin tanımadan (OCR) geçirip UTF-8 metin olarak verin",
            "the PDF is a scan without a text layer; run text recognition (OCR) and give UTF-8 text",
        )
    if sum(char in _TURKISH for char in text) < letters / 200 or text.count("\ufffd") > letters / 100:
        raise _refused(
            name,
            "PDF'in metin katmanı okunamıyor (harfler bozuk); raporu metin olarak dışa aktarıp UTF-8 verin",
            "the text layer cannot be read (letters are garbled); export the report as UTF-8 text",
        )
    return text


def _refused(name: str, tr: str, en: str) -> ReportError:
    return ReportError(f"{name}: {tr}.", f"{name}: {en}.")
