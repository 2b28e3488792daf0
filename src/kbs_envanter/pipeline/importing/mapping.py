"""Which column holds which field: said by a person, remembered, or suggested by its name."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, text

from kbs_envanter.domain.text import katla
from kbs_envanter.pipeline.importing.types import Cell, ImportRefused, Sheet

# Field -> names that its columns go by, folded, letters and digits only.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "kod": ("kod", "varlikkodu", "varlikkod", "id", "kodu"),
    "tur": ("tur", "varlikturu", "turu", "kind"),
    "alt_tur": ("alttur", "altturu", "parkturu", "tesisturu"),
    "ad": ("ad", "adi", "isim", "name", "varlikadi", "parkadi", "tesisadi", "binaadi", "birimadi", "pazaradi",
           "yeradi", "text"),
    "mahalle": ("mahalle", "mahalleadi", "mahallead", "mahallekod", "mah", "mahallesi", "neighbourhood"),
    "adres": ("adres", "adresi", "acikadres", "address", "adresbilgisi"),
    "cadde_sokak": ("caddesokak", "sokak", "cadde", "street", "yol"),
    "kapi_no": ("kapino", "kapi", "binano", "no"),
    "adres_tarifi": ("adrestarifi", "tarif"),
    "alan_m2": ("alanm2", "alan", "m2", "yuzolcumu", "yuzolcum", "metrekare", "alani", "toplamalan", "area"),
    "pafta": ("pafta", "paftano"),
    "ada_parsel": ("adaparsel", "adaparselno", "parselbilgisi", "tapubilgisi"),
    "tapu_mahallesi": ("tapumahallesi", "tapumahalle"),
    "ada": ("ada", "adano"),
    "parsel": ("parsel", "parselno"),
    "mulkiyet": ("mulkiyet", "mulkiyetdurumu", "malik", "tapusahibi"),
    "kullanim": ("kullanim", "kullanimamaci", "kullanimlar", "islev", "fonksiyon"),
    "mudurluk": ("mudurluk", "mudurlugu", "sorumlumudurluk", "birim", "sorumlubirim"),
    "enlem": ("enlem", "lat", "latitude"),
    "boylam": ("boylam", "lon", "lng", "longitude", "long"),
    "x": ("x", "xkoordinati", "koordinatx", "saga", "easting"),
    "y": ("y", "ykoordinati", "koordinaty", "yukari", "northing"),
    "kesinlik": ("kesinlik", "konumkesinligi"),
    "belirsizlik_m": ("belirsizlikm", "belirsizlik", "hassasiyetm"),
}  # fmt: skip

_CODE = re.compile(r"(?:bin|spr|prk|pzr)-[0-9]{4,}|yeni|new")
_PUNCTUATION = re.compile(r"[^a-z0-9]")
_CLOSE = 86
_SHORTEST = 5  # shorter names are alike by chance
_SAMPLE = 200
_ALL: Final = {name: field for field, names in FIELDS.items() for name in names}


def signature(columns: Sequence[str]) -> str:
    """What tells files of one kind, whatever the order of their columns."""
    return hashlib.sha256(json.dumps(sorted(map(katla, columns))).encode()).hexdigest()


def suggest(sheet: Sheet) -> dict[str, str]:
    """Columns whose names, or spellings close to them, are known: column -> field, each field once."""
    found: dict[str, str] = {}
    plain = {column: _PUNCTUATION.sub("", katla(column)) for column in sheet.sutunlar}
    exact = [(column, _ALL[name]) for column, name in plain.items() if name in _ALL]
    exact.sort(key=lambda pair: FIELDS[pair[1]].index(plain[pair[0]]))
    close = [(column, field) for column, name in plain.items() if name not in _ALL and (field := _close(name))]
    for column, field in exact + close:
        if field not in found.values() and (field != "kod" or _holds_codes(sheet, column)):
            found[column] = field
    return {column: found[column] for column in sheet.sutunlar if column in found}


def remembered(connection: Connection, ilce_kodu: int, sheet: Sheet) -> dict[str, str] | None:
    """The mapping that was used for the last file with these columns; None when there was none."""
    kept: dict[str, str] | None = connection.scalar(
        text("SELECT esleme FROM kbs.sutun_eslemesi WHERE ilce_kodu = :ilce AND imza = :imza"),
        {"ilce": ilce_kodu, "imza": signature(sheet.sutunlar)},
    )
    if kept is None:
        return None
    return {column: field for column, field in kept.items() if column in sheet.sutunlar and field in FIELDS}


def remember(
    connection: Connection, ilce_kodu: int, columns: Sequence[str], esleme: Mapping[str, str], kim: str
) -> None:
    """Keep a mapping for the next file with these columns."""
    connection.execute(
        text(
            "INSERT INTO kbs.sutun_eslemesi (ilce_kodu, imza, esleme, kim) VALUES (:ilce, :imza, :esleme, :kim) "
            "ON CONFLICT (ilce_kodu, imza) DO UPDATE SET esleme = excluded.esleme, kim = excluded.kim, zaman = now()"
        ),
        {"ilce": ilce_kodu, "imza": signature(columns), "esleme": json.dumps(dict(esleme)), "kim": kim},
    )


def check(sheet: Sheet, esleme: Mapping[str, str]) -> dict[str, str]:
    """The mapping, if it fits the file.

    Raises:
        ImportRefused: an unknown column or field, a field twice, or nothing that says which asset a row is.
    """
    for column, field in esleme.items():
        if column not in sheet.sutunlar or field not in FIELDS:
            listed, fields = ", ".join(sheet.sutunlar)[:600], ", ".join(FIELDS)
            raise ImportRefused(
                f"{column[:60]}={field[:30]} olmaz; sütunlar: {listed}; alanlar: {fields}.",
                f"{column[:60]}={field[:30]} does not fit; columns: {listed}; fields: {fields}.",
            )
    used = list(esleme.values())
    if twice := sorted({field for field in used if used.count(field) > 1}):
        raise ImportRefused(
            f"“{twice[0]}” alanına birden çok sütun eşlendi; birini bırakın.",
            f"Several columns are mapped to “{twice[0]}”; leave one.",
        )
    if not {"kod", "ad"} & set(used):
        listed = ", ".join(sheet.sutunlar)[:600]
        raise ImportRefused(
            f"“kod” ya da “ad” sütunu gerekir; sütunlar: {listed}. Eşlemede bir sütunu “ad” yapın.",
            f"A column for “kod” or “ad” is needed; there are: {listed}. Map one of them to “ad”.",
        )
    return dict(esleme)


def _close(name: str) -> str | None:
    if len(name) < _SHORTEST:
        return None
    best = process.extractOne(name, [each for each in _ALL if len(each) >= _SHORTEST], scorer=fuzz.ratio)
    return _ALL[best[0]] if best and best[1] >= _CLOSE else None


def _holds_codes(sheet: Sheet, column: str) -> bool:
    """Whether a column holds codes of ours, or says that rows are new; a department's own numbers name no asset."""
    place = sheet.sutunlar.index(column)
    sample: list[Cell] = [row[place] for row in sheet.satirlar[:_SAMPLE] if row[place] is not None]
    return not sample or any(_CODE.fullmatch(katla(str(value)).strip()) for value in sample)
