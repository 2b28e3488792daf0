"""Works on assets (``faaliyetler``): parks, maintenance, construction and projects, one row a work."""

from collections.abc import Iterator, Mapping, Sequence

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import column_style, format_decimal, parse_number
from kbs_envanter.domain.text import lower
from kbs_envanter.report.construction import Building, read_progress, read_projects, read_sheets
from kbs_envanter.report.maintenance import MaintenanceRow, read_maintenance
from kbs_envanter.report.park_works import ParkWork, read_park_works
from kbs_envanter.report.record import Row
from kbs_envanter.report.text import Report, fold
from kbs_envanter.report.work_kinds import kinds_of_work

__all__ = ["COLUMNS", "TABLO", "read_works"]

TABLO = "faaliyetler"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "bolum",
    "mahalle",
    "yer_ham",
    "tapu_mahallesi",
    "parsel_ham",
    "yapilan_is",
    "miktar_ham",
    "miktar",
    "birim",
    "onceki_yil_ham",
    "onceki_yil",
    "sure_gun",
    "alan_ham",
    "alan_m2",
    "ayrinti_satirlari",
    "supheli",
)
_NUMBERS = (("miktar_ham", "miktar"), ("onceki_yil_ham", "onceki_yil"), ("alan_ham", "alan_m2"))
_DIFFERENT_LISTS = (("okul", "okullar"), ("hizmet bina", "hizmet binaları"), ("demir", "demir işleri"))


def read_works(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Read the works on assets, in the order of the report; an empty list when it tells of none."""
    sheets = read_sheets(report, names)
    rows = [
        *(_park_row(work) for work in read_park_works(report, names)),
        *(_maintenance_row(row) for row in read_maintenance(report, names)),
        *_building_rows(sheets, "üstyapı yapımı", "bina yapımı", read_progress(report, sheets)),
        *_building_rows(read_projects(report, names), "mimari proje", "mimari ön proje", {}),
    ]
    rows.sort(key=lambda row: int(row["satir_bas"]))
    for sira, row in enumerate(rows, 1):
        row["sira"] = str(sira)
    _read_numbers(rows)
    return rows


def _row(first: int, last: int, **cells: str) -> Row:
    return dict.fromkeys(COLUMNS, "") | {"satir_bas": str(first), "satir_son": str(last)} | cells


def _park_row(work: ParkWork) -> Row:
    doubts = [work.place.doubt] if work.place else ["Belirli bir yer adı yok, ilçe geneli"]
    if work.place and not work.place.mahalle:
        doubts.append("Mahalle yazılmamış")
    return _row(
        work.first,
        work.last,
        bolum="park ve yeşil alan",
        mahalle=work.place.mahalle if work.place else "",
        yer_ham=work.printed,
        yapilan_is=work.kind,
        miktar_ham=work.now,
        birim=lower(work.unit),
        onceki_yil_ham=work.before,
        sure_gun=work.days,
        alan_ham=f"{work.area} m2" if work.area else "",
        ayrinti_satirlari=";".join(f"{detail.first}-{detail.last}" for detail in work.details),
        supheli=_joined(doubts),
    )


def _maintenance_row(row: MaintenanceRow) -> Row:
    kind = kinds_of_work(row.work)
    heading = fold(row.heading)
    section = next((name for word, name in _DIFFERENT_LISTS if word in heading), "diğer kurumlar")
    doubts = [row.doubt]
    if not kind:
        doubts.append("Yapılan iş sınıflanamadı")
    return _row(
        row.first,
        row.last,
        bolum=f"bakım onarım: {section}",
        mahalle=row.mahalle,
        yer_ham=row.place,
        yapilan_is=kind or "diğer bakım onarım",
        supheli=_joined(doubts),
    )


def _building_rows(
    buildings: Sequence[Building], section: str, kind: str, progress: Mapping[str, tuple[str, str]]
) -> Iterator[Row]:
    """A row a building; its quantity is how much of it is done."""
    for building in buildings:
        before, now = progress.get(building.key, ("", ""))
        doubts = [] if building.floor_area else ["Toplam inşaat alanı yazılmamış"]
        if not building.mahalle:
            doubts.append("Mahalle yazılmamış")
        yield _row(
            building.first,
            building.last,
            bolum=section,
            mahalle=building.mahalle,
            yer_ham=building.name,
            tapu_mahallesi=building.tapu_mahallesi,
            parsel_ham=building.parsel,
            yapilan_is=kind,
            miktar_ham=now,
            birim="yüzde" if now else "",
            onceki_yil_ham=before,
            alan_ham=f"{building.floor_area} m2" if building.floor_area else "",
            supheli=_joined(doubts),
        )


def _read_numbers(rows: Sequence[Row]) -> None:
    """Read the numbers of each section in the style of their column there."""
    for section in {row["bolum"] for row in rows}:
        own = [row for row in rows if row["bolum"] == section]
        for raw, value in _NUMBERS:
            style = column_style(row[raw] for row in own)
            for row in own:
                reading = parse_number(row[raw], style)
                row[value] = format_decimal(reading.value) if reading.value is not None else ""
                row["supheli"] = _joined([row["supheli"], reading.doubt])


def _joined(doubts: Sequence[str]) -> str:
    return "; ".join(doubt for doubt in doubts if doubt)
