"""The committed tables of what happened: leases, allocations, expropriations, article 18, works, facts, numbers.

Every file of a report's folder has one row model here, whose fields are its header.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.pipeline.inputs import Area, InputRefused, LineNumber, Name, Row, Text, read_table
from kbs_envanter.pipeline.tables import known_mahalle, lines_in_order

Party = Literal["gercek_kisi", "tuzel_kisi"]
Years = Annotated[int | None, Field(ge=1, le=999), BeforeValidator(lambda value: value or None)]
Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]
Number = Annotated[Decimal | None, BeforeValidator(lambda value: None if value == "" else value)]


class ReportRow(Row):
    """What every row of a report's table says first: its place in the text."""

    sira: LineNumber
    satir_bas: LineNumber
    satir_son: LineNumber


class RentedInRow(ReportRow):
    """``kiralananlar.csv``: what the municipality rents. The owner is a class; names were dropped at the door."""

    mahalle: Text
    adres_ham: Text
    ada: str
    parsel_ham: str
    faaliyet: str
    tasinmazin_cinsi: str
    alan_m2: Area
    malik_turu: Party
    supheli: Text

    def event(self) -> dict[str, Any]:
        about = "; ".join(filter(None, (self.faaliyet, self.tasinmazin_cinsi)))
        return {
            "tur": "kira_alinan",
            "adres_ham": self.adres_ham,
            "konu": about,
            "karsi_taraf_turu": self.malik_turu,
            "alan_m2": self.alan_m2,
        }


class RentedOutRow(ReportRow):
    """``kiraya_verilenler.csv``: what the municipality lets."""

    yer_no: LineNumber
    mahalle: Text
    adres_ham: Text
    ada: str
    parsel_ham: str
    isin_adi: str
    alan_ham: Text
    alan_m2: Area
    kiraci: Text
    kiraci_turu: Party
    sozlesme_tarihi_ham: Text
    sozlesme_tarihi: Day
    supheli: Text

    def event(self) -> dict[str, Any]:
        return {
            "tur": "kira_verilen",
            "adres_ham": self.adres_ham,
            "konu": self.isin_adi,
            "karsi_taraf_turu": self.kiraci_turu,
            "karsi_taraf": self.kiraci,
            "alan_m2": self.alan_m2,
            "tarih": self.sozlesme_tarihi,
        }


class AllocationRow(ReportRow):
    """``tahsisler.csv``: what the municipality allocated to others, and others to it."""

    yon: Literal["alinan", "verilen"]
    mahalle: Text
    adres_ham: Text
    ada: str
    parsel_ham: str
    kurum: Text
    alan_ham: Text
    alan_m2: Area
    cins: Text
    tarih_ham: Text
    tarih: Day
    sure_yil: Years
    amac: Text
    karar: Text
    supheli: Text

    def event(self) -> dict[str, Any]:
        return {
            "tur": f"tahsis_{self.yon}",
            "adres_ham": self.adres_ham,
            "konu": self.amac or self.cins,
            "karsi_taraf_turu": "tuzel_kisi",
            "karsi_taraf": self.kurum,
            "alan_m2": self.alan_m2,
            "tarih": self.tarih,
            "sure_yil": self.sure_yil,
            "karar": self.karar,
        }


class ExpropriationRow(ReportRow):
    """``kamulastirmalar.csv``: what was expropriated; ``alan_m2`` of the event is the part taken."""

    tablo: str
    tapu_mahallesi: Text
    ada: str
    parsel_ham: str
    imar_durumu: Text
    parsel_alani_ham: Text
    parsel_alani_m2: Area
    kamulastirilan_ham: Text
    kamulastirilan_m2: Area
    bedel_ham: Text
    bedel_tl: Area
    supheli: Text

    def event(self) -> dict[str, Any]:
        return {
            "tur": "kamulastirma",
            "alt_tur": self.tablo,
            "konu": self.imar_durumu,
            "alan_m2": self.kamulastirilan_m2,
            "parsel_alani_m2": self.parsel_alani_m2,
            "bedel_tl": self.bedel_tl,
        }


class Article18Row(ReportRow):
    """``madde18.csv``: land readjustment under article 18 of law 3194."""

    yer_no: LineNumber
    mahalle: Text
    tapu_mahallesi: Text
    yer_ham: Text
    ada: str
    parsel_ham: str
    alan_ham: Text
    alan_m2: Area
    hektar_ham: Text
    hektar: Number
    aciklama: Text
    supheli: Text

    def event(self) -> dict[str, Any]:
        return {"tur": "madde18", "adres_ham": self.yer_ham, "konu": self.aciklama, "alan_m2": self.alan_m2}


class WorkRow(ReportRow):
    """``faaliyetler.csv``: works done or designed, by place."""

    bolum: Name
    mahalle: Text
    yer_ham: str
    tapu_mahallesi: Text
    parsel_ham: str
    yapilan_is: Name
    miktar_ham: Text
    miktar: Number
    birim: Text
    onceki_yil_ham: Text
    onceki_yil: Number
    sure_gun: Number
    alan_ham: Text
    alan_m2: Area
    ayrinti_satirlari: Text
    supheli: Text


class FacilityFactRow(ReportRow):
    """``tesis_bilgileri.csv``: one fact about a facility a row."""

    tesis: Name
    mahalle: Text
    bilgi: Name
    deger: Name
    birim: Text
    supheli: Text


class IndicatorRow(ReportRow):
    """``gostergeler.csv``: one number for a mahalle and a year."""

    mahalle: Name
    gosterge: Name
    birim: Name
    deger_ham: Text
    deger: Number
    yil: Annotated[int, Field(ge=1900, le=2200)]
    supheli: Text


EventRow = RentedInRow | RentedOutRow | AllocationRow | ExpropriationRow | Article18Row
# File stem -> its rows and the letters that begin the codes of its events.
EVENT_FILES: dict[str, tuple[type[EventRow], str]] = {
    "kiralananlar": (RentedInRow, "KAL"),
    "kiraya_verilenler": (RentedOutRow, "KVE"),
    "tahsisler": (AllocationRow, "TAH"),
    "kamulastirmalar": (ExpropriationRow, "KAM"),
    "madde18": (Article18Row, "M18"),
}
_OTHERS: dict[str, type[ReportRow]] = {
    "faaliyetler": WorkRow,
    "tesis_bilgileri": FacilityFactRow,
    "gostergeler": IndicatorRow,
}
R = TypeVar("R", bound=ReportRow)


def read_events(folder: Path, names: NeighbourhoodNames) -> dict[str, list[Any]]:
    """Every table of events of a report's folder, by file stem, checked as a whole.

    Raises:
        InputRefused: with the faults of all files.
    """
    tables, problems = {}, []
    models = {name: model for name, (model, _) in EVENT_FILES.items()} | _OTHERS
    for name, model in models.items():
        try:
            tables[name] = read_table(folder / f"{name}.csv", model, [lines_in_order, known_mahalle(names)])
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(problems)
    return tables
