"""Readers of single values of an asset: from what a form, JSON or a table gives to what the inventory stores."""

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kbs_envanter.domain.assets import Erisim, Tur
from kbs_envanter.domain.numbers import parse_number
from kbs_envanter.domain.parcel_refs import Iliski, ParcelRef, parse_parcel_refs
from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.domain.rights_types import HakTuru, OwnerClass
from kbs_envanter.domain.text import squeeze
from kbs_envanter.domain.uses import split_uses

MOST_ITEMS = 50  # uses, parcels or rights of one asset
LARGEST_M2 = Decimal(100_000_000)
FARTHEST_UNCERTAINTY_M = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Position:
    """A point that a person decided on, EPSG:4326, with its precision and uncertainty in metres."""

    lon: float
    lat: float
    kesinlik: Kesinlik
    belirsizlik_m: Decimal


class Bad(Exception):
    """A value that cannot be taken: why, in both languages."""

    def __init__(self, tr: str, en: str) -> None:
        super().__init__(tr)
        self.tr, self.en = tr, en


def text(most: int, *, needed: bool = False) -> Callable[[Any], str | None]:
    """A reader of one line of text of at most ``most`` characters."""

    def read(value: Any) -> str | None:
        if value is not None and not isinstance(value, str):
            raise Bad("Metin olmalı.", "Must be a text.")
        line = squeeze(unicodedata.normalize("NFC", value or ""))
        if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") for letter in line):
            raise Bad("Geçersiz karakter var; silip yeniden yazın.", "Has an invalid character; type it anew.")
        if len(line) > most:
            raise Bad(f"En çok {most} karakter; {len(line)} var.", f"At most {most} characters; there are {len(line)}.")
        if needed and not line:
            raise Bad("Boş bırakılamaz.", "Must not be empty.")
        return line or None

    return read


def number(smallest: Decimal, largest: Decimal) -> Callable[[Any], Decimal | None]:
    """A reader of a number above ``smallest`` and up to ``largest``; texts may be written the Turkish way."""
    fault = Bad(
        f"{smallest} üstünde, en çok {largest} olan bir sayı; örneği 1250,5.",
        f"A number above {smallest}, at most {largest}.",
    )

    def read(value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            value = _written(value, fault)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise fault
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            raise fault from None
        if not (found.is_finite() and smallest < found <= largest):
            raise fault
        return round(found, 4).normalize() + Decimal(0)

    return read


def _written(value: str, fault: Bad) -> Decimal:
    reading = parse_number(value, "tr")
    if reading.value is None or reading.unit.lower() not in ("", "m", "m2", "m²"):
        raise fault
    return reading.value


def _one_of(values: Sequence[str], *, needed: bool = False) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        if value in (None, "") and not needed:
            return None
        if value not in values:
            listed = ", ".join(values)
            raise Bad(f"Şunlardan biri olmalı: {listed}.", f"Must be one of: {listed}.")
        return str(value)

    return read


def _sub_kind(value: Any) -> str | None:
    found = text(60)(value)
    if found is not None and not (found.isascii() and found.replace("_", "").isalnum() and found == found.lower()):
        raise Bad("Küçük harfli bir kod olmalı: cocuk_parki.", "Must be a lower-case code: cocuk_parki.")
    return found


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise Bad("Liste olmalı.", "Must be a list.")
    if len(value) > MOST_ITEMS:
        raise Bad(f"En çok {MOST_ITEMS} tane.", f"At most {MOST_ITEMS}.")
    return list(value)


def _uses(value: Any) -> list[str]:
    if isinstance(value, str):
        value = split_uses(value)
    uses = [text(200, needed=True)(each) for each in _items(value)]
    return [use for use in dict.fromkeys(uses) if use]


def _position(value: Any) -> Position | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise Bad(
            "Boylam, enlem, kesinlik ve belirsizlik olmalı.", "Must have longitude, latitude, precision, uncertainty."
        )
    lon, lat = (_degrees(value.get(name), most) for name, most in (("lon", 180), ("lat", 90)))
    known = [each.value for each in Kesinlik if each is not Kesinlik.YOK]
    kesinlik = value.get("kesinlik")
    if kesinlik not in known:
        listed = ", ".join(known)
        raise Bad(
            f"Konumun kesinliği (kesinlik) yazılmalı: {listed}.",
            f"State the position's precision (kesinlik): {listed}.",
        )
    radius = number(Decimal(0), FARTHEST_UNCERTAINTY_M)(value.get("belirsizlik_m"))
    if radius is None or round(radius, 1) == 0:
        raise Bad(
            "Konumun belirsizliği (belirsizlik_m) metre olarak yazılmalı.",
            "State the uncertainty (belirsizlik_m) in metres.",
        )
    return Position(lon, lat, Kesinlik(kesinlik), round(radius, 1))


def _degrees(value: Any, most: int) -> float:
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > most:
        raise Bad(
            "Boylam ve enlem derece olarak iki sayı olmalı: 28.7891, 41.0012.",
            "Longitude and latitude must be two numbers in degrees.",
        )
    return round(float(value), 7)


def parcels(value: Any, areas: Sequence[str]) -> list[ParcelRef | Mapping[str, Any]]:
    """References out of texts, which may carry names of these cadastral areas; an object as the API answers it stays
    one, for the inventory to find it again."""
    if isinstance(value, str):
        value = [value] if value.strip() else []
    found: list[ParcelRef | Mapping[str, Any]] = []
    for each in _items(value):
        if isinstance(each, str):
            found += _references(each, None, areas)
        elif isinstance(each, Mapping) and isinstance(each.get("metin"), str) and not each.get("parsel"):
            relation = _one_of([i.value for i in Iliski])(each.get("iliski"))
            found += _references(each["metin"], relation, areas)
        elif isinstance(each, Mapping):
            found.append(each)
        else:
            raise Bad("Parseller metin ya da nesne olmalı: “512 ada 9 parsel”.", "Parcels must be texts or objects.")
    return found


def _references(written: str, iliski: str | None, areas: Sequence[str]) -> list[ParcelRef]:
    line = text(500, needed=True)(written) or ""
    reading = parse_parcel_refs(line, tapu_areas=areas)
    if reading.durum != "okundu" or reading.unread:
        raise Bad(
            f"“{line[:80]}” parsel olarak okunamadı; “512/9” ya da “Sefaköy 512 ada 9 parsel güneyi” gibi yazın.",
            "Cannot be read as a parcel; write it like “512/9”.",
        )
    if iliski is None:
        return list(reading.refs)
    return [ParcelRef(r.tapu_mahallesi, r.ada, r.parsel, r.eski, Iliski(iliski), r.not_) for r in reading.refs]


def parcel_of(given: Mapping[str, Any]) -> ParcelRef:
    """A reference given in its parts.

    Raises:
        Bad: when neither block nor parcel is named, or a part is no text.
    """
    line = text(60)
    ada, parsel = line(given.get("ada")), line(given.get("parsel"))
    if parsel is None and ada is None:
        raise Bad("Ada ya da parsel yazılmalı.", "State block (ada) or parcel (parsel).")
    old = given.get("eski") or []
    if not isinstance(old, list | tuple) or not all(isinstance(each, str) for each in old):
        raise Bad("Eski numaralar metin listesi olmalı.", "Former numbers must be a list of texts.")
    iliski = _one_of([i.value for i in Iliski])(given.get("iliski")) or Iliski.UZERINDE.value
    return ParcelRef(line(given.get("tapu_mahallesi")), ada, parsel, tuple(old), Iliski(iliski))


_CLASSES = [owner.value for owner in OwnerClass]
_PUBLIC = {
    OwnerClass.HAZINE,
    OwnerClass.IBB,
    OwnerClass.BAKANLIK,
    OwnerClass.TOKI,
    OwnerClass.KAMU_DIGER,
    OwnerClass.BELEDIYE,
}


def _rights(value: Any) -> list[dict[str, Any]]:
    rights = []
    for each in _items(value):
        if not isinstance(each, Mapping):
            raise Bad("Her hak bir nesne olmalı.", "Each right must be an object.")
        if unknown := sorted(set(each) - set(_RIGHT)):
            raise Bad(
                f"Hakta bilinmeyen alan: {', '.join(unknown)[:80]}.",
                f"Unknown member of a right; there are: {', '.join(_RIGHT)}.",
            )
        right = {name: _RIGHT[name](found) for name, found in each.items()}
        if right.get("hak_turu") is None:
            raise Bad("Her hakta hak türü (hak_turu) olmalı.", "Each right must have hak_turu.")
        if right.get("karsi_taraf") and right.get("karsi_taraf_sinifi") not in _PUBLIC:
            raise Bad(
                "Karşı tarafın adı yalnızca kamu kurumuysa yazılır; kişi ve şirketlerde sınıfı yeter.",
                "The other party is named only if it is a public body; for persons and companies the class is enough.",
            )
        rights.append(right)
    return rights


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Bad("Tarih 2024-12-31 biçiminde olmalı.", "Must be a date like 2024-12-31.") from None


def _years(value: Any) -> int | None:
    found = number(Decimal(0), Decimal(999))(value)
    if found is not None and found != int(found):
        raise Bad("Tam sayı olmalı.", "Must be an integer.")
    return None if found is None else int(found)


_RIGHT: dict[str, Callable[[Any], Any]] = {
    "arsa_sahibi": _one_of(_CLASSES),
    "bina_sahibi": _one_of(_CLASSES),
    "hak_turu": _one_of([kind.value for kind in HakTuru], needed=True),
    "yon": _one_of(("alinan", "verilen")),
    "karsi_taraf": text(200),
    "karsi_taraf_sinifi": _one_of(_CLASSES),
    "pay_m2": number(Decimal(0), LARGEST_M2),
    "sure_yil": _years,
    "baslangic": _day,
    "karar": text(60),
    "durum_notu": text(300),
}
RIGHT_FIELDS: Final = tuple(_RIGHT)

READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "tur": _one_of([kind.value for kind in Tur], needed=True),
    "ad": text(200, needed=True),
    "alt_tur": _sub_kind,
    "mahalle_kod": text(60),
    "adres": text(400),
    "cadde_sokak": text(200),
    "kapi_no": text(60),
    "adres_tarifi": text(400),
    "alan_m2": number(Decimal(0), LARGEST_M2),
    "pafta": text(60),
    "mudurluk": text(120),
    "erisim": _one_of([each.value for each in Erisim], needed=True),
    "kullanimlar": _uses,
    "haklar": _rights,
    "mulkiyet": text(400),
    "konum": _position,
}
