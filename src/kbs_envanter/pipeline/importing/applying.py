"""Making an import: one transaction, one change, taken back as one."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from kbs_envanter.domain.permissions import Who
from kbs_envanter.pipeline.changes import change_number
from kbs_envanter.pipeline.editing import EditsRefused, apply_edits, reason_of
from kbs_envanter.pipeline.importing.preview import Preview
from kbs_envanter.pipeline.importing.types import ImportRefused

Mode = Literal["hepsi", "iyiler"]


@dataclass(frozen=True, slots=True)
class Made:
    """What an import did: how many assets are new, changed, were so already, and rows that were left.

    ``degisiklik`` is the number of its change; None when nothing changed. ``kodlar`` are the new assets' codes.
    """

    eklenen: int
    degisen: int
    ayni: int
    reddedilen: int
    degisiklik: int | None
    kodlar: tuple[str, ...]


def apply_preview(
    connection: Connection, who: Who, preview: Preview, *, ilce_kodu: int, dosya: str, neden: str, mode: Mode
) -> Made:
    """Make what a preview says, in the caller's transaction.

    Args:
        dosya: the file's name, for the history.
        neden: why.
        mode: ``hepsi`` takes all rows or none, ``iyiler`` leaves those that cannot be taken.

    Raises:
        ImportRefused: rows cannot be taken and all were wanted; assets changed meanwhile; no reason.
    """
    counts = preview.sayilar
    if mode == "hepsi" and counts["ret"]:
        raise ImportRefused(
            f"{counts['ret']} satır alınamıyor; hiçbir şey yazılmadı. Düzeltip gönderin ya da yalnız iyileri alın.",
            f"{counts['ret']} rows cannot be taken; nothing was written. Correct them or take the good ones only.",
        )
    order = sorted(preview.edits)
    edits = [preview.edits[index] for index in order]
    try:
        reason_of(neden)
        done = []
        if edits:
            how = {"ilce_kodu": ilce_kodu, "neden": neden, "nereden": f"dosya {dosya}"}
            done = apply_edits(connection, who, edits, tur="ice_aktarma", **how)
    except EditsRefused as refused:
        rows = {preview.satirlar[order[n]].no if order else 0 for n, _ in refused.faults}
        listed = ", ".join(map(str, sorted(rows)[:10]))
        fault = refused.faults[0][1]
        raise ImportRefused(
            f"{fault.tr} (satır {listed}) Hiçbir şey yazılmadı.", f"{fault.en} (row {listed}) Nothing was written."
        ) from refused
    new = tuple(each.kod for each in done if each.islem == "ekle")
    number = change_number(connection) if done else None
    return Made(len(new), counts["degistir"], counts["ayni"], counts["ret"], number, new)
