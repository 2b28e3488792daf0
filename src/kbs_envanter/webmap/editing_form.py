"""An asset as a form's texts and back: only what the editor touched becomes an edit."""

import json
from collections.abc import Mapping
from typing import Any

from kbs_envanter.domain.editing_values import RIGHT_FIELDS
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.editing_state import State, link

TEXTS = ("ad", "alt_tur", "mahalle_kod", "adres", "alan_m2", "pafta", "mudurluk")
PLACE = ("lon", "lat", "kesinlik", "belirsizlik_m")
LISTS = ("kullanimlar", "parseller")
SPARE_RIGHTS = 1

Texts = dict[str, str]


def texts_of(state: State | None, who: Who) -> Texts:
    """What the form shows of an asset; of None, of a new one."""
    values: Mapping[str, Any] = state.values() if state else {}
    shown = {name: _text(values.get(name)) for name in TEXTS}
    shown |= {name: _text((values.get("konum") or {}).get(name)) for name in PLACE}
    shown["kullanimlar"] = "\n".join(values.get("kullanimlar", []))
    shown["parseller"] = "\n".join(line_of(row) for row in state.parseller) if state else ""
    if state is None:
        shown |= {"tur": "", "kesinlik": "yer"}
        shown["mudurluk"] = "" if who.may(Permission.DUZENLE) else who.directorate or ""
    if who.may(Permission.HAK_DUZENLE):
        shown["erisim"] = values.get("erisim") or "acik"
        for n, right in enumerate([*values.get("haklar", []), *[{}] * SPARE_RIGHTS]):
            shown |= {f"hak-{n}-{name}": _text(right.get(name)) for name in RIGHT_FIELDS}
    return shown


def line_of(row: Mapping[str, Any]) -> str:
    """A parcel link on a line of its own."""
    return " ".join(str(row["atif"] if row["parsel_id"] is not None else row["ham_metin"]).split())


def given_texts(fields: Mapping[str, Any], shown: Texts) -> Texts:
    """What came back of the form, for the fields it has."""
    return {name: str(fields.get(name, "")).replace("\r\n", "\n").strip() for name in shown}


def start_of(fields: Mapping[str, Any], shown: Texts) -> Texts:
    """What the editor started from, as the form carried it along; what is no such thing is what is stored."""
    try:
        start = json.loads(str(fields.get("baslangic", "")))
    except (ValueError, RecursionError):
        return shown
    return {name: str(start[name]) for name in shown if name in start} if isinstance(start, dict) else shown


def fields_of(given: Texts, start: Texts, state: State | None) -> dict[str, Any]:
    """The edit's fields: those whose texts are not what the editor started from."""
    touched = {name for name, value in given.items() if value != start.get(name, "").strip()}
    fields: dict[str, Any] = {name: given[name] for name in (*TEXTS, "tur", "erisim") if name in touched}
    if "kullanimlar" in touched:
        fields["kullanimlar"] = _lines(given["kullanimlar"])
    if "parseller" in touched:
        known = {line_of(row): link(row) for row in state.parseller} if state else {}
        fields["parseller"] = [known.get(line, line) for line in _lines(given["parseller"])]
    if touched & set(PLACE) and (state is not None or given["lon"] or given["lat"]):
        place = {name: given[name] for name in PLACE}
        fields["konum"] = place if place["lon"] or place["lat"] else None
    if any(name.startswith("hak-") for name in touched):
        fields["haklar"] = rights_of(given)
    return fields


def rights_of(given: Texts) -> list[dict[str, str]]:
    """The rights of a form; a row without a kind is none."""
    count = sum(name.endswith("-hak_turu") for name in given)
    rows = [{name: given.get(f"hak-{n}-{name}", "") for name in RIGHT_FIELDS} for n in range(count)]
    return [row for row in rows if any(row.values())]


def merged(given: Texts, start: Texts, now: Texts) -> tuple[Texts, list[tuple[str, str, str]]]:
    """What to show when the asset changed meanwhile: the editor's texts where he touched them, else what is stored.

    Returns:
        The texts, and each field that differs: its name, what is stored now, what the editor wrote.
    """
    texts, different = {}, []
    for name in {**now, **given}:
        mine, first, stored = given.get(name, ""), start.get(name, "").strip(), now.get(name, "")
        texts[name] = mine if mine != first else stored
        if stored != first or mine != first:
            different.append((name, stored, mine))
    return texts, different


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # A point is written as coordinates are; amounts as Turkish writes them.
        return f"{value:.7f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value)
