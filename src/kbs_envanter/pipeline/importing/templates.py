"""Excel templates to fill in: a header with help, lists of allowed values, an example row that is not imported."""

import io
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kbs_envanter.domain.assets import Tur
from kbs_envanter.domain.labels import LABELS

_ROWS = 5_000
_SUB_KINDS: Final = {
    Tur.PARK: ("park", "yesil_alan", "cocuk_parki", "spor_alani", "rekreasyon", "bahce", "meydan"),
    Tur.PAZAR: ("kapali_pazar", "halk_market"),
}


class Column(NamedTuple):
    """A column of a template: field, title, help, and an example."""

    alan: str
    baslik: str
    yardim: str
    ornek: str | float


COLUMNS: Final = (
    Column("kod", "Kod", "Var olan varlığın kodu (PRK-0012). Yeni varlıkta boş bırakın; benzer adlı bir varlık varken "
           "yenisini eklemek için YENİ yazın. ÖRNEK yazan satır alınmaz.", "ÖRNEK"),
    Column("ad", "Ad", "Varlığın adı. Zorunlu. Kişi adı yazmayın.", "Gökkuşağı Parkı"),
    Column("alt_tur", "Alt tür", "Listeden seçin ya da boş bırakın.", ""),
    Column("mahalle", "Mahalle", "İlçenin mahallesi; listeden seçin.", "Atakent"),
    Column("adres", "Adres", "Cadde, sokak ve kapı numarası.", "Atakent Mah. 221. Sokak No: 4"),
    Column("alan_m2", "Alan (m²)", "Metrekare, sayı olarak: 1250,5.", 1250.5),
    Column("pafta", "Pafta", "Pafta numarası.", "F21C13D2C"),
    Column("ada_parsel", "Ada/Parsel", "512/9 ya da Sefaköy 512 ada 9 parsel; birden çoksa noktalı virgülle.", "512/9"),
    Column("mulkiyet", "Mülkiyet", "Mülkiyet durumu; kişi adı yazmayın.", "Belediye Mülkiyeti"),
    Column("kullanim", "Kullanım", "Kullanımlar; birden çoksa noktalı virgülle.", "Oyun alanı; Kafe"),
    Column("mudurluk", "Müdürlük", "Sorumlu müdürlük.", "Park ve Bahçeler Müdürlüğü"),
    Column("enlem", "Enlem", "WGS 84, derece: 41,0012. Boylamla birlikte.", 41.0012),
    Column("boylam", "Boylam", "WGS 84, derece: 28,7891.", 28.7891),
    Column("kesinlik", "Kesinlik", "Konum neye göre: listeden seçin.", "Bilinen yer"),
    Column("belirsizlik_m", "Belirsizlik (m)", "Konumun yanılabileceği yarıçap, metre.", 10),
)  # fmt: skip


def template(tur: Tur, mahalle: Sequence[str]) -> bytes:
    """A workbook for assets of a kind. The sheet's title tells the kind to the import.

    Args:
        mahalle: names of the neighbourhoods, for the list of allowed values.
    """
    import xlsxwriter

    allowed = {
        "mahalle": list(mahalle),
        "alt_tur": [LABELS["alt_tur"][code] for code in _SUB_KINDS.get(tur, ())],
        "kesinlik": [name for code, name in LABELS["kesinlik_kisa"].items() if code != "yok"],
    }
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = LABELS["turler"][tur]
    page = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bg_color": "#1c5a6b", "font_color": "#ffffff", "border": 1})
    example = book.add_format({"italic": True, "font_color": "#777777"})
    page.freeze_panes(1, 0)
    for n, column in enumerate(COLUMNS):
        page.write(0, n, column.baslik, head)
        page.write_comment(0, n, column.yardim, {"x_scale": 2})
        first = (allowed.get(column.alan) or [column.ornek])[0] if column.alan != "kesinlik" else column.ornek
        page.write(1, n, first, example)
        page.set_column(n, n, 34 if column.alan in ("ad", "adres") else 16)
    _lists(book, page, allowed)
    _explain(book, title)
    book.close()
    return out.getvalue()


def _lists(book: Any, page: Any, allowed: dict[str, list[str]]) -> None:
    """Lists of allowed values, from a hidden sheet: a list in the cell itself may not be long."""
    values = book.add_worksheet("Değerler")
    values.hide()
    names = [column.alan for column in COLUMNS]
    for n, (field, texts) in enumerate(allowed.items()):
        if not texts:
            continue
        values.write_column(0, n, texts)
        letter = "ABC"[n]
        how = {
            "validate": "list",
            "source": f"='Değerler'!${letter}$1:${letter}${len(texts)}",
            "error_title": "Listede yok",
            "error_message": "Listeden seçin.",
        }
        if field == "alt_tur":
            how["error_type"] = "warning"
        page.data_validation(1, names.index(field), _ROWS, names.index(field), how)


def _explain(book: Any, title: str) -> None:
    page = book.add_worksheet("Açıklama")
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 100)
    page.write_row(0, 0, ["Sütun", "Ne yazılır"], book.add_format({"bold": True}))
    for n, column in enumerate(COLUMNS, start=1):
        page.write_row(n, 0, [column.baslik, column.yardim])
    page.write(len(COLUMNS) + 2, 0, "Boş hücre, var olan varlığın o alanını değiştirmez. Sütunların sırası önemsizdir.")
    page.write(len(COLUMNS) + 3, 0, f"Yükleme: İçe aktarma sayfası, ya da kbs-envanter ice-aktar DOSYA ({title}).")
