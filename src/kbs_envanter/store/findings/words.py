"""SQL that writes sentences: numbers, areas, lines and codes as people read them, in Turkish and English."""

from kbs_envanter.domain.labels import LABELS

_OWNERS_EN = {
    "belediye": "municipality",
    "hazine": "treasury",
    "ibb": "metropolitan municipality",
    "bakanlik": "ministry",
    "toki": "housing administration",
    "kamu_diger": "other public body",
    "tuzel_kisi": "legal person",
    "gercek_kisi": "natural person",
    "kamuya_terkinli": "struck off for public use (no deed)",
    "bilinmiyor": "unknown",
}
_TABLES = {
    "Tablo 2": ("Tablo 2", "Table 2"),
    "Tablo 3": ("Tablo 3", "Table 3"),
    "Parklar": ("Parklar", "parks"),
    "Pazarlar": ("Pazarlar", "markets"),
    "kiralananlar": ("kiralananlar listesi", "list of leases taken"),
    "kiraya_verilenler": ("kiraya verilenler listesi", "list of leases given"),
    "tahsisler": ("tahsis listesi", "list of allocations"),
    "kamulastirmalar": ("kamulaştırma listesi", "list of expropriations"),
    "madde18": ("18. madde listesi", "list of article 18 applications"),
    "faaliyetler": ("yapılan işler", "works done"),
    "tesis_bilgileri": ("tesis bilgileri", "facts about facilities"),
}


def number_tr(value: str) -> str:
    """A number as Turkish writes it: ``26.515``, ``379,6``."""
    return f"rtrim(translate(to_char(({value})::numeric, 'FM999,999,999,990.99'), ',.', '.,'), ',')"


def number_en(value: str) -> str:
    """A number as English writes it: ``26,515``, ``379.6``."""
    return f"rtrim(to_char(({value})::numeric, 'FM999,999,999,990.99'), '.')"


def name(row: str) -> str:
    """``Halkalı Stadı (SPR-0002)``."""
    return f"coalesce({row}.ad || ' (' || {row}.kod || ')', {row}.kod)"


def lines_tr(row: str) -> str:
    """`` (satır 1001–1020)``, or nothing where the row has no source lines."""
    return _lines(row, "satır", "satır")


def lines_en(row: str) -> str:
    """`` (lines 1001–1020)``, or nothing."""
    return _lines(row, "line", "lines")


def table_tr(column: str) -> str:
    """The name of a table of the document, for people."""
    return _case(column, {code: names[0] for code, names in _TABLES.items()})


def table_en(column: str) -> str:
    """The same in English."""
    return _case(column, {code: names[1] for code, names in _TABLES.items()})


def owner_tr(column: str) -> str:
    """An owner class, for people."""
    return _case(column, LABELS["sahip"])


def owner_en(column: str) -> str:
    """The same in English."""
    return _case(column, _OWNERS_EN)


def said(row: str, ne: str, value: str = "NULL::numeric", unit: str = "") -> str:
    """One side of a finding as JSON: what says it, the value, and its lines in the document."""
    return (
        f"jsonb_strip_nulls(jsonb_build_object('ne', '{ne}', 'kod', {row}.kod, 'ad', {row}.ad, 'deger', {value}, "
        f"'birim', nullif('{unit}', ''), 'tablo', {row}.tablo, 'satir_bas', {row}.satir_bas, "
        f"'satir_son', {row}.satir_son))"
    )


def _lines(row: str, one: str, many: str) -> str:
    return (
        f"coalesce(CASE WHEN {row}.satir_son > {row}.satir_bas "
        f"THEN ' ({many} ' || {row}.satir_bas || '–' || {row}.satir_son || ')' "
        f"ELSE ' ({one} ' || {row}.satir_bas || ')' END, '')"
    )


def _case(column: str, names: dict[str, str]) -> str:
    cases = " ".join(f"WHEN '{code}' THEN '{text}'" for code, text in names.items())
    return f"CASE {column} {cases} ELSE {column} END"
