"""What an import would do, row by row, before anything is written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, select

from kbs_envanter.domain.editing import Edit
from kbs_envanter.domain.labels import label
from kbs_envanter.domain.neighbourhoods import Neighbourhood
from kbs_envanter.domain.parcel_refs import ParcelRef, format_parcel_refs
from kbs_envanter.domain.permissions import Who
from kbs_envanter.pipeline.editing import check_edits
from kbs_envanter.pipeline.editing_plan import Plan
from kbs_envanter.pipeline.importing import places
from kbs_envanter.pipeline.importing.mapping import check
from kbs_envanter.pipeline.importing.matching import Assets, Doubt, Known, folded, read_assets
from kbs_envanter.pipeline.importing.types import Fault, ImportOptions, ImportRefused, Point, Sheet
from kbs_envanter.pipeline.importing.values import Read, Reader, written_points
from kbs_envanter.store.models import Ilce, Mahalle

Outcome = Literal["ekle", "degistir", "ayni", "ret"]
OUTCOMES: tuple[Outcome, ...] = ("ekle", "degistir", "ayni", "ret")
_SAME_DEGREES = 1.1e-6  # answers have six decimals
_TOGETHER = 2_000  # rows that are checked with one set of statements


@dataclass(slots=True)
class Row:
    """What becomes of a row.

    Attributes:
        no: where it stands in the file; ``sira`` is its index.
        kod: the asset that it changes; None for a new one.
        gorulen: mark of that asset's version (``State.mark``).
        farklar: field, before, after, as people read them.
    """

    sira: int
    no: int
    islem: Outcome
    kod: str | None
    ad: str
    gorulen: str | None = None
    farklar: list[tuple[str, str, str]] = field(default_factory=list)
    kusurlar: list[Fault] = field(default_factory=list)

    @property
    def key(self) -> list[Any]:
        """What must be as it was seen when the import is made."""
        return [self.sira, self.islem, self.kod, self.gorulen]


@dataclass(slots=True)
class Preview:
    """What an import would do. ``notlar`` are worth knowing (tr, en); ``edits`` are those that would be made."""

    satirlar: list[Row]
    notlar: list[tuple[str, str]]
    crs: str | None
    belirsiz_crs: str | None
    edits: dict[int, Edit] = field(default_factory=dict)

    @property
    def sayilar(self) -> dict[str, int]:
        """How many rows have which outcome."""
        counted = Counter(row.islem for row in self.satirlar)
        return {outcome: counted[outcome] for outcome in OUTCOMES}


def make_preview(
    connection: Connection,
    who: Who,
    sheet: Sheet,
    options: ImportOptions,
    *,
    ilce_kodu: int,
    mahalle: Sequence[Neighbourhood] = (),
) -> Preview:
    """Think an import through.

    Args:
        who: whose eyes and permissions count: an asset that he may not know of is not there.
        mahalle: the neighbourhoods with their spellings; without them those of the database.

    Raises:
        ImportRefused: the file as a whole cannot be taken as it is mapped.
    """
    esleme = check(sheet, options.esleme)
    located = locate(connection, sheet, options, ilce_kodu)
    areas = connection.scalar(select(Ilce.tapu_mahalleleri).where(Ilce.ilce_kodu == ilce_kodu)) or ()
    reader = Reader(sheet, options, mahalle or _neighbourhoods(connection, ilce_kodu), areas, located.points)
    made = Preview([], located.notes, located.crs, located.other)
    assets, reads = read_assets(connection, ilce_kodu, who), []
    seen: dict[Any, int] = {}
    for index in range(len(sheet.satirlar)):
        read = reader.read(index)
        reads.append(read)
        made.satirlar.append(_row(read, index, assets, seen, made, sheet, options))
    _judge(connection, who, made, reader, reads, ilce_kodu)
    if reader.doubtful_numbers:
        n = reader.doubtful_numbers
        made.notlar.append((
            f"alan_m2: {n} sayıda ayırıcının binlik mi ondalık mı olduğu belli değil; binlik sayıldı.",
            f"alan_m2: {n} numbers may have thousands or decimals; read as thousands.",
        ))  # fmt: skip
    if "kod" not in esleme.values() and "mahalle" not in esleme.values():
        made.notlar.append((
            "Mahalle sütunu yok: var olan varlıklar adlarından kesin tanınamaz.",
            "There is no column of neighbourhoods: names alone do not tell which assets are there.",
        ))  # fmt: skip
    return made


@dataclass(slots=True)
class Located:
    """A file's points on the map, and what is to be said of them."""

    points: list[Point | None]
    crs: str | None
    other: str | None
    notes: list[tuple[str, str]]


def locate(connection: Connection, sheet: Sheet, options: ImportOptions, ilce_kodu: int) -> Located:
    """Bring the coordinates of a file to EPSG:4326: by what a person says, else the file, else where they fall.

    Raises:
        ImportRefused: nothing tells the coordinate system.
    """
    written = written_points(sheet, dict(options.esleme))
    if not any(written):
        return Located(written, None, None, [])
    degrees = {"enlem", "boylam"} <= set(options.esleme.values())
    said = places.said_crs(options.crs) if options.crs else None
    known = said or places.stated_crs(sheet.crs) or ("EPSG:4326" if degrees else None)
    proposal = places.propose(written, places.district_box(connection, ilce_kodu), known)
    crs = known or (proposal.crs if proposal else None)
    if crs is None:
        listed = ", ".join(f"{code} ({name})" for code, name in places.SYSTEMS.items())
        raise ImportRefused(
            f"Koordinat sistemi ne dosyada yazıyor ne de koordinatlardan anlaşılıyor; birini seçin (crs): {listed}.",
            f"Neither the file nor its coordinates tell the coordinate system; choose one (crs): {listed}.",
        )
    name, notes = places.SYSTEMS.get(crs, crs[:60]), []
    if known is None and proposal:
        tr, en = (
            f"Koordinat sistemi koordinatlardan önerildi: {crs} ({name}).",
            f"Proposed from the coordinates: {crs}.",
        )
        if proposal.oteki:
            tr += f" {proposal.oteki} da uyar; aralarında yaklaşık 200 m vardır, doğrusunu seçin."
            en += f" {proposal.oteki} fits as well, some 200 m apart; choose the right one."
        notes.append((tr, en))
    if proposal and proposal.ters:
        notes.append(("Eksenler yer değiştirmiş; düzeltildi.", "The axes were swapped; put right."))
    points = places.to_lonlat(written, crs, bool(proposal and proposal.ters))
    return Located(points, crs, proposal.oteki if proposal and known is None else None, notes)


def _row(
    read: Read, index: int, assets: Assets, seen: dict[Any, int], made: Preview, sheet: Sheet, options: ImportOptions
) -> Row:
    """What becomes of a row as far as it alone tells; its edit, if it comes to one, is noted."""
    no = sheet.numaralar[index]
    row = Row(index, no, "ret", read.kod, read.alanlar.get("ad") or "", kusurlar=read.kusurlar)
    found = None if read.kusurlar else assets.find(read)
    if isinstance(found, Doubt):
        row.kusurlar.append(Fault(_identity(options, read), found.tr, found.en))
    if row.kusurlar:
        return row
    key = found.kod if found else (read.alanlar.get("tur"), folded(row.ad), read.alanlar.get("mahalle_kod"))
    first = seen.setdefault(key, no)
    if first != no and not read.yeni:
        tr = f"{first}. satır da aynı varlığı söylüyor; birini bırakın."
        row.kusurlar.append(Fault(_identity(options, read), tr, f"Row {first} speaks of the same asset; leave one."))
        return row
    fields = dict(read.alanlar)
    if (position := _position(read, found, options)) is not None:
        fields["konum"] = position
    confirmed = frozenset({"konum"} if options.onay else ())
    if found is None:
        made.edits[index] = Edit("ekle", None, fields, None, confirmed)
    else:
        row.kod, row.ad = found.kod, found.ad
        if read.tur_varsayildi:
            del fields["tur"]
        if fields.get("parseller") and "; ".join(map(str, fields["parseller"])) == found.ada_parsel:
            del fields["parseller"]  # as we wrote it: words that name no parcel among them
        made.edits[index] = Edit("degistir", found.kod, fields, None, confirmed)
    return row


def _position(read: Read, found: Known | None, options: ImportOptions) -> dict[str, Any] | None:
    """The position that a row states; None when it states none, or says no more than what is known."""
    if read.nokta is None:
        return None
    if found and found.konum:
        lon, lat, kesinlik, radius = found.konum
        near = abs(lon - read.nokta[0]) < _SAME_DEGREES and abs(lat - read.nokta[1]) < _SAME_DEGREES
        if near and read.kesinlik in (None, kesinlik) and read.belirsizlik_m in (None, radius):
            return None
    radius = read.belirsizlik_m or options.belirsizlik_m
    kesinlik = read.kesinlik or options.kesinlik
    return {"lon": read.nokta[0], "lat": read.nokta[1], "kesinlik": kesinlik, "belirsizlik_m": radius}


def _identity(options: ImportOptions, read: Read) -> str:
    wanted = "kod" if read.kod else "ad"
    return next((column for column, named in options.esleme.items() if named == wanted), "")


def _judge(connection: Connection, who: Who, made: Preview, reader: Reader, reads: list[Read], ilce_kodu: int) -> None:
    """Let the rules of editing judge the edits; those that cannot be made, or change nothing, are dropped."""
    for together in _parted(sorted(made.edits)):
        plans = check_edits(connection, who, [made.edits[index] for index in together], ilce_kodu=ilce_kodu)
        for index, plan in zip(together, plans, strict=True):
            row = made.satirlar[index]
            row.kusurlar += [Fault(reader.column(fault.alan), fault.tr, fault.en) for fault in plan.faults]
            row.gorulen = plan.state.mark if plan.state else None
            if row.kusurlar:
                del made.edits[index]
            elif not plan.changes:
                row.islem = "ayni"
                del made.edits[index]
            else:
                edit = made.edits[index]
                row.islem = "ekle" if plan.state is None else "degistir"
                row.farklar = list(_differences(plan))
                made.edits[index] = Edit(edit.islem, edit.kod, edit.alanlar, row.gorulen, edit.onay)


def _parted(indexes: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(indexes), _TOGETHER):
        yield indexes[start : start + _TOGETHER]


def _differences(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Fields that change, before and after. Of a new asset: every field that it gets."""
    state = plan.state
    for column, value in plan.satir.items():
        before = state.satir[column] if state else None
        if before != value:
            yield "adres" if column == "adres_ham" else column, _said(before), _said(value)
    if plan.kullanimlar is not None:
        yield "kullanimlar", "; ".join(state.kullanimlar if state else ()), "; ".join(plan.kullanimlar)
    if plan.parseller is not None:
        before_links = "; ".join(row["atif"] for row in state.parseller) if state else ""
        yield "parseller", before_links, "; ".join(map(_link, plan.parseller))
    if plan.haklar is not None:
        after = max((row["ham_metin"] for row in plan.haklar), default="")
        yield "mulkiyet", (state.mulkiyet if state else None) or "", after
    if plan.moved and plan.konum is not None:
        row = state.satir if state else {"lon": None}
        before = _place(row["lon"], row["lat"], row["kesinlik"], row["belirsizlik_m"]) if row["lon"] else ""
        new = plan.konum
        yield "konum", before, _place(new.lon, new.lat, new.kesinlik, new.belirsizlik_m)


def _link(each: dict[str, Any] | ParcelRef) -> str:
    return format_parcel_refs([each]) if isinstance(each, ParcelRef) else str(each["atif"])


def _place(lon: float, lat: float, kesinlik: str, radius: Any) -> str:
    return f"{lat:.6f}, {lon:.6f} ({label('kesinlik_kisa', kesinlik)}, ±{float(radius or 0):g} m)"


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _neighbourhoods(connection: Connection, ilce_kodu: int) -> list[Neighbourhood]:
    query = select(Mahalle.kod, Mahalle.ad).where(Mahalle.ilce_kodu == ilce_kodu).order_by(Mahalle.kod)
    return [Neighbourhood(kod, ad) for kod, ad in connection.execute(query)]
