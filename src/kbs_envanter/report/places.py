"""Parks and other open places (``parklar``), gathered from all over the report: it has no table of them.

Every sighting of a place is joined with the others of the same place. What the sightings tell is put into
one row; what is a conclusion rather than a statement is said in ``supheli``.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from kbs_envanter.domain.neighbourhoods import NeighbourhoodNames
from kbs_envanter.domain.numbers import format_decimal, parse_number
from kbs_envanter.report.joined_places import Place, join_sightings, name_words, stated_mahalle
from kbs_envanter.report.known_rows import lease_rows, property_rows
from kbs_envanter.report.open_places import OpenPlace
from kbs_envanter.report.record import Row
from kbs_envanter.report.sightings import sightings
from kbs_envanter.report.text import Report, fold
from kbs_envanter.report.work_kinds import features

__all__ = ["COLUMNS", "TABLO", "read_parks", "streets"]

TABLO = "parklar"
COLUMNS = (
    "sira",
    "satir_bas",
    "satir_son",
    "ad",
    "alt_tur",
    "kullanim_amaci",
    "pafta",
    "ada",
    "parsel_ham",
    "alan_ham",
    "alan_m2",
    "mulkiyet_ham",
    "mahalle",
    "adres_ham",
    "kaynak_satirlari",
    "supheli",
)
_WAY = re.compile(r"\b(yolu|parkuru|pist)\b")
_DIRECTION = re.compile(r"\b(onu|yani|arkasi|karsisi)\b")
_INSIDE = re.compile(r"\bpark\w* ic(i|inde\w*)\b")
_LONE_NUMBER = "Tek sayı"


def read_parks(report: Report, names: NeighbourhoodNames) -> list[Row]:
    """Gather the named open places, in the order of the report; an empty list when it names none."""
    tables, leases = property_rows(report, names), lease_rows(report, names)
    places = join_sightings(sightings(report, names, tables, leases), tables)
    rows = [_row(place, leases) for place in places]
    _mark_alike(rows)
    rows.sort(key=lambda row: (int(row["satir_bas"]), int(row["satir_son"])))
    for sira, row in enumerate(rows, 1):
        row["sira"] = str(sira)
    return rows


def _row(place: Place, leases: Sequence[Row]) -> Row:
    main = place.sightings[0]
    host = place.host or {}
    area = next((sighting.alan for sighting in place.sightings if sighting.alan), "")
    right = next((sighting.mulkiyet for sighting in place.sightings if sighting.mulkiyet), "")
    told = [sighting.told for sighting in place.sightings if sighting.told]
    row = dict.fromkeys(COLUMNS, "") | {
        "satir_bas": str(main.first),
        "satir_son": str(main.last),
        "ad": _name(place),
        "alt_tur": "spor_alani" if _WAY.search(fold(main.place.ad)) else main.place.tur,
        "kullanim_amaci": features(*told, own_kind=main.place.tur),
        "alan_ham": area,
        "alan_m2": format_decimal(parse_number(area).value or Decimal(0)) if area else "",
        "mulkiyet_ham": right,
        "mahalle": place.mahalle,
        "adres_ham": _address(host) or _beside(main.place),
    }
    if host and _is_inside(place, host):
        row["mulkiyet_ham"] = host["mulkiyet_ham"]
        row |= _parcel(place)
    row["kaynak_satirlari"] = _lines(place, _leases_in(place, leases))
    row["supheli"] = "; ".join(dict.fromkeys(filter(None, _doubts(place, row))))
    return row


def _address(host: Row) -> str:
    """The address of a building; a mahalle alone is none."""
    text = host.get("adres_ham", "")
    return "" if streets({"adres_ham": f"{text} "}) == "" else text


def _beside(place: OpenPlace) -> str:
    """The street of a place, with what it lies beside: ``Cumhuriyet Caddesi Trafik Parkı Önü``."""
    words = place.ad.split()
    end = max((i + 1 for i, word in enumerate(words) if _DIRECTION.fullmatch(fold(word))), default=0)
    beside = " ".join(words[:end])
    return _expand(place.adres if beside in place.adres else f"{place.adres} {beside}".strip())


def _is_inside(place: Place, host: Row) -> bool:
    """True when the building stands in the park, not only near what its address names."""
    name = fold(f"{host['ad']} {host['kullanim_amaci']}")
    return (
        bool(_INSIDE.search(fold(host["adres_ham"])))
        or any(word in name.split() for word in place.words)
        or "park alani" in fold(host["adres_ham"])
    )


def _parcel(place: Place) -> Row:
    """ada and parsel of the buildings in it; a number that may be an area counts when two rows give it."""
    hosts = [sighting.host for sighting in place.sightings if sighting.host]
    parcels = [(host["ada"], host["parsel_ham"]) for host in hosts]
    if _LONE_NUMBER in hosts[0]["supheli"] and parcels.count(parcels[0]) < 2:
        return {}
    return {"pafta": hosts[0]["pafta"], "ada": parcels[0][0], "parsel_ham": parcels[0][1]}


def _leases_in(place: Place, leases: Sequence[Row]) -> list[Row]:
    """Leases of park land at the address of a building in the place, or of a building of the same name."""
    hosts = [sighting.host for sighting in place.sightings if sighting.host]
    found = []
    for lease in leases:
        land = fold(f"{lease['parsel_ham']} {lease.get('isin_adi', '')}")
        if "park alani" not in land and "rekreasyon alani" not in land:
            continue
        for host in hosts:
            same_name = fold(lease.get("isin_adi", "")).split()[:1] == fold(host["ad"]).split()[:1]
            if lease["mahalle"] == host["mahalle"] and (same_name or streets(lease) in streets(host)):
                found.append(lease)
                break
    return found


def streets(row: Row) -> str:
    """The streets of an address for comparison: without mahalle, door numbers, remarks and spaces."""
    words = fold(re.sub(r"\([^)]*\)", " ", row["adres_ham"]))
    words = re.sub(r"^.*?\b(mahallesi|mah|mh)\b", "", words)
    words = re.sub(r"\bno\b[ \d]*", " ", words)
    for short, long in (("sk", "sokak"), ("sok", "sokak"), ("cad", "caddesi")):
        words = re.sub(rf"\b{short}\b", long, words)
    return words.replace(" ", "")


def _name(place: Place) -> str:
    """The longest name; the first word of its mahalle before it is no part of it."""
    names = [sighting.place.ad for sighting in place.sightings]
    longest = max(names, key=lambda name: (len(name_words(name)), len(name), sum(not char.isascii() for char in name)))
    first, *rest = longest.split()
    if (
        len(name_words(longest)) > 1
        and fold(first) in fold(place.mahalle).split()
        and fold(" ".join(rest)) in map(fold, names)
    ):
        longest = " ".join(rest)
    return _expand(longest.replace("Rekreasyon Projesi", "Rekreasyon Alanı"))


def _expand(text: str) -> str:
    """Abbreviations written out: ``Abay Cad.`` -> ``Abay Caddesi``."""
    text = re.sub(r"\bCad\.", "Caddesi", text)
    text = re.sub(r"\b(Sk|Sok)\.", "Sokak", text)
    return re.sub(r"\bMeydan$", "Meydanı", text)


def _lines(place: Place, leases: Sequence[Row]) -> str:
    ranges = {(sighting.first, sighting.last) for sighting in place.sightings}
    ranges |= {(int(lease["satir_bas"]), int(lease["satir_son"])) for lease in leases}
    whole = [one for one in sorted(ranges) if not any(a <= one[0] and one[1] <= b and (a, b) != one for a, b in ranges)]
    return ";".join(str(first) if first == last else f"{first}-{last}" for first, last in whole)


def _doubts(place: Place, row: Row) -> list[str]:
    main = place.sightings[0]
    doubts = [*(sighting.place.doubt for sighting in place.sightings)]
    if place.host:
        doubts.append(
            "Parsel, mülkiyet ve adres parktaki yapının satırındandır; o satırdaki alan yapının olabilir"
            if row["mulkiyet_ham"]
            else "Yalnız bir tesisin adresinde geçer; adres o tesisindir"
        )
    if main.place.adres and fold(main.place.adres) in fold(row["ad"]):
        doubts.append("Özel adı yok, ad adresten")
    elif _DIRECTION.search(fold(row["ad"])):
        doubts.append("Özel adı yok, ad konumdan; adını aldığı yerin parçası olabilir")
    if not row["mahalle"]:
        doubts.append("Mahalle yazılmamış")
    elif not any(map(stated_mahalle, place.sightings)):
        doubts.append("Mahalle yazılmamış; aynı adla başlayan tesislerin adresinden çıkarıldı")
    if all(sighting.landmark for sighting in place.sightings):
        doubts.append("Yalnız başka bir yerin tarifinde geçer")
    return doubts


def _mark_alike(rows: Sequence[Row]) -> None:
    """Two places of one mahalle whose names begin alike may be one."""
    for row in rows:
        for other in rows:
            words, others = name_words(row["ad"]), name_words(other["ad"])
            alike = words[:1] == others[:1] != () and not words[0].isdigit() and row["mahalle"] == other["mahalle"]
            by_place = _DIRECTION.search(fold(row["ad"])) or _DIRECTION.search(fold(other["ad"]))
            if other is not row and alike and not by_place and len(words[0]) > 3 and words[0] != "sehit":
                row["supheli"] = "; ".join(filter(None, (row["supheli"], f"{other['ad']} ile aynı yer olabilir")))
