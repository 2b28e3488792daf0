"""What a field team may say of an asset, and the rules by which a phone's words become a verdict."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kbs_envanter.domain.assets import Tur

RESULTS: Final = ("uyuyor", "uymuyor", "isgal", "emin_degil", "girilemedi")
REASONS: Final = (
    "ad_yanlis", "adres_yanlis", "konum_yanlis", "kullanim_degismis", "yikilmis", "bos", "tabela_yok", "alan_farkli",
    "sahip_farkli", "guvenlik", "kapali", "diger",
)  # fmt: skip
CONFLICT_ANSWERS: Final = ("gecerli", "geri_cek", "guncel_ile")
MOST_PHOTOS: Final = 5
_LONGEST_NOTE, _LONGEST_NAME = 2000, 200
_MOST_SKEW: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class NewAsset:
    """An asset that a field team found and the inventory does not have."""

    tur: str
    ad: str
    aciklama: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict. Positions are (lon, lat) in WGS 84, accuracy in metres, ``zaman`` in UTC by the server's clock."""

    id: UUID
    varlik: str | None
    sonuc: str
    nedenler: tuple[str, ...]
    aciklama: str | None
    konum: tuple[float, float] | None
    dogruluk_m: float | None
    cihaz_zamani: datetime
    saat_farki_ms: int
    gorulen_surum: int | None
    yeni_konum: tuple[float, float] | None
    yeni_varlik: NewAsset | None
    kampanya: int | None
    foto_sayisi: int

    def time(self, now: datetime) -> tuple[datetime, bool]:
        """When it was given by the server's clock, and whether that had to be cut to now: no verdict is from the
        future."""
        corrected = self.cihaz_zamani + timedelta(milliseconds=self.saat_farki_ms)
        return (now, True) if corrected > now else (corrected, False)


class VerdictRefused(ValueError):
    """What is wrong with a verdict: (field, Turkish, English) for each fault."""

    def __init__(self, faults: list[tuple[str, str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {en}" for field, _, en in faults))
        self.faults = faults


def read_verdict(id: UUID, given: Mapping[str, Any]) -> Verdict:
    """Check a phone's document.

    Raises:
        VerdictRefused: with every fault, not only the first.
    """
    reader = _Reader(given)
    made = Verdict(
        id=id,
        varlik=reader.text("varlik", 40),
        sonuc=reader.one_of("sonuc", RESULTS),
        nedenler=reader.some_of("nedenler", REASONS),
        aciklama=reader.text("aciklama", _LONGEST_NOTE),
        konum=reader.position("konum"),
        dogruluk_m=reader.number("dogruluk_m", 0, 100_000),
        cihaz_zamani=reader.moment("zaman"),
        saat_farki_ms=reader.whole("saat_farki_ms", -_limit_ms(), _limit_ms()) or 0,
        gorulen_surum=reader.whole("gorulen_surum", 1, 2**31 - 1),
        yeni_konum=reader.position("yeni_konum"),
        yeni_varlik=reader.new_asset("yeni_varlik"),
        kampanya=reader.whole("kampanya", 1, 2**62),
        foto_sayisi=reader.whole("foto_sayisi", 0, MOST_PHOTOS) or 0,
    )
    if (made.varlik is None) == (made.yeni_varlik is None):
        reader.fault("varlik", "varlığın kodu ya da yeni varlık, ikisinden biri verilmeli",
                     "give the asset's code or a new asset, one of them")  # fmt: skip
    if made.yeni_varlik is not None and made.konum is None and made.yeni_konum is None:
        reader.fault("konum", "yeni varlığın konumu gerekli", "a new asset needs a position")
    if reader.faults:
        raise VerdictRefused(reader.faults)
    return made


def _limit_ms() -> int:
    return int(_MOST_SKEW.total_seconds() * 1000)


class _Reader:
    """Reads fields one by one and collects what is wrong."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.faults: list[tuple[str, str, str]] = []

    def fault(self, field: str, tr: str, en: str) -> None:
        self.faults.append((field, tr, en))

    def text(self, field: str, longest: int) -> str | None:
        value = self._given.get(field)
        if value is None:
            return None
        if not isinstance(value, str) or "\x00" in value or len(value) > longest:
            self.fault(field, f"en çok {longest} karakterlik metin", f"a text of at most {longest} characters")
            return None
        return value.strip() or None

    def one_of(self, field: str, allowed: tuple[str, ...]) -> str:
        value = self._given.get(field)
        if value not in allowed:
            self.fault(field, f"şunlardan biri: {', '.join(allowed)}", f"one of: {', '.join(allowed)}")
            return allowed[0]
        return str(value)

    def some_of(self, field: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        value = self._given.get(field) or []
        if not isinstance(value, list) or any(each not in allowed for each in value):
            self.fault(field, f"şunlardan bir liste: {', '.join(allowed)}", f"a list of: {', '.join(allowed)}")
            return ()
        return tuple(dict.fromkeys(value))

    def whole(self, field: str, least: int, most: int) -> int | None:
        value = self._given.get(field)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.fault(field, f"{least} ile {most} arasında tam sayı", f"a whole number from {least} to {most}")
            return None
        return value

    def number(self, field: str, least: float, most: float) -> float | None:
        value = self._given.get(field)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            self.fault(field, f"{least} ile {most} arasında sayı", f"a number from {least} to {most}")
            return None
        return float(value)

    def position(self, field: str) -> tuple[float, float] | None:
        value = self._given.get(field)
        if value is None:
            return None
        good = isinstance(value, list) and len(value) == 2
        good = good and all(isinstance(x, int | float) and not isinstance(x, bool) and math.isfinite(x) for x in value)
        if not good or not (-180 <= value[0] <= 180 and -90 <= value[1] <= 90):
            self.fault(field, "[boylam, enlem] derece olarak", "[longitude, latitude] in degrees")
            return None
        return float(value[0]), float(value[1])

    def moment(self, field: str) -> datetime:
        try:
            read = datetime.fromisoformat(str(self._given[field]))
        except (KeyError, ValueError):
            read = datetime.min
        if read.tzinfo is None:
            self.fault(field, "saat dilimiyle ISO 8601 zamanı", "an ISO 8601 time with its zone")
            return datetime.min.replace(tzinfo=UTC)
        return read.astimezone(UTC)

    def new_asset(self, field: str) -> NewAsset | None:
        value = self._given.get(field)
        if value is None:
            return None
        kinds = tuple(tur.value for tur in Tur)
        if not isinstance(value, dict) or value.get("tur") not in kinds:
            self.fault(field, f"tur şunlardan biri: {', '.join(kinds)}", f"tur is one of: {', '.join(kinds)}")
            return None
        inner = _Reader(value)
        ad, note = inner.text("ad", _LONGEST_NAME), inner.text("aciklama", _LONGEST_NOTE)
        if ad is None:
            inner.fault("ad", "yeni varlığın adı gerekli", "a new asset needs a name")
        self.faults += [(f"{field}.{name}", tr, en) for name, tr, en in inner.faults]
        return NewAsset(value["tur"], ad or "", note)
