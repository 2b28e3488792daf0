"""An import between its preview and its making: the rows of a file are kept for a day, for whoever sent it."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from kbs_envanter.domain.neighbourhoods import Neighbourhood
from kbs_envanter.domain.permissions import Who
from kbs_envanter.pipeline.importing.applying import Made, Mode, apply_preview
from kbs_envanter.pipeline.importing.mapping import remember, remembered, suggest
from kbs_envanter.pipeline.importing.preview import Preview, Row, make_preview
from kbs_envanter.pipeline.importing.types import Fault, ImportOptions, ImportRefused, Sheet
from kbs_envanter.pipeline.importing.values import kind_of_sheet
from kbs_envanter.store.models import IceAktarma

KEPT = timedelta(days=1)
MOST_WAITING = 20  # of one account
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Staged:
    """A kept import. ``durum``: ``geldi``, ``onizlendi`` or ``uygulandi``; ``sonuc`` is what it did."""

    id: UUID
    sheet: Sheet
    options: ImportOptions
    preview: Preview | None
    durum: str
    sonuc: Made | None
    zaman: datetime


def stage(engine: Engine, who: Who, sheet: Sheet, *, ilce_kodu: int, tur: str | None = None) -> UUID:
    """Keep a file's rows with a suggested mapping; what is older than a day is dropped.

    Raises:
        ImportRefused: this account keeps too many already.
    """
    with engine.begin() as connection:
        expire(connection)
        waits = (*_mine(ilce_kodu, who), IceAktarma.durum != "uygulandi")
        if (connection.scalar(select(func.count()).where(*waits)) or 0) >= MOST_WAITING:
            raise ImportRefused(
                f"Bekleyen {MOST_WAITING} dosyanız var; birini silin.", f"{MOST_WAITING} files wait; delete one."
            )
        esleme = remembered(connection, ilce_kodu, sheet) or suggest(sheet)
        options = ImportOptions(esleme, tur or kind_of_sheet(sheet))
        key = uuid4()
        row = {"ilce_kodu": ilce_kodu, "id": key, "kim": who.name, "dosya": sheet.ad, "satir": len(sheet.satirlar)}
        packed = {"icerik": _pack(_sheet_json(sheet)), "secenekler": options.to_json()}
        connection.execute(insert(IceAktarma).values(row | packed))
    return key


def staged(connection: Connection, who: Who, key: UUID, *, ilce_kodu: int, lock: bool = False) -> Staged | None:
    """A kept import of this asker; None for one that is unknown, somebody else's or too old."""
    query = select(IceAktarma.__table__).where(*_mine(ilce_kodu, who, key))
    row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        return None
    result = None if row["sonuc"] is None else Made(**row["sonuc"] | {"kodlar": tuple(row["sonuc"]["kodlar"])})
    preview = None if row["onizleme"] is None else _preview_of(_unpack(row["onizleme"]))
    options = ImportOptions(**row["secenekler"])
    return Staged(key, _sheet_of(_unpack(row["icerik"])), options, preview, row["durum"], result, row["zaman"])


def waiting(connection: Connection, who: Who, *, ilce_kodu: int) -> list[dict[str, Any]]:
    """What this asker keeps, the newest first."""
    columns = (IceAktarma.id, IceAktarma.dosya, IceAktarma.satir, IceAktarma.durum, IceAktarma.zaman)
    query = select(*columns).where(*_mine(ilce_kodu, who)).order_by(IceAktarma.zaman.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def preview_staged(
    engine: Engine, who: Who, key: UUID, options: ImportOptions, *, ilce_kodu: int, mahalle: Sequence[Neighbourhood]
) -> Preview:
    """Make the preview of a kept import, and keep it.

    Raises:
        ImportRefused: it is gone or made already, or its mapping does not fit.
    """
    with engine.begin() as connection:
        found = staged(connection, who, key, ilce_kodu=ilce_kodu, lock=True)
        if found is None or found.durum == "uygulandi":
            raise _gone()
        made = make_preview(connection, who, found.sheet, options, ilce_kodu=ilce_kodu, mahalle=mahalle)
        kept = {"onizleme": _pack(_preview_json(made)), "secenekler": options.to_json(), "durum": "onizlendi"}
        connection.execute(update(IceAktarma).where(*_mine(ilce_kodu, who, key)).values(kept))
    return made


def apply_staged(
    engine: Engine,
    who: Who,
    key: UUID,
    *,
    ilce_kodu: int,
    neden: str,
    mode: Mode,
    mahalle: Sequence[Neighbourhood],
) -> Made:
    """Make a kept import as its preview showed it. Asked twice, it is made once and answers the same.

    Raises:
        ImportRefused: it is gone, was not previewed, or assets changed since: they are named.
    """
    with engine.begin() as connection:
        found = staged(connection, who, key, ilce_kodu=ilce_kodu, lock=True)
        if found is None or (found.preview is None and found.sonuc is None):
            raise _gone()
        if found.sonuc is not None:
            return found.sonuc
        now = make_preview(connection, who, found.sheet, found.options, ilce_kodu=ilce_kodu, mahalle=mahalle)
        assert found.preview is not None
        _refuse_changed(found.preview, now)
        how = {"ilce_kodu": ilce_kodu, "dosya": found.sheet.ad, "neden": neden}
        made = apply_preview(connection, who, now, mode=mode, **how)
        remember(connection, ilce_kodu, found.sheet.sutunlar, found.options.esleme, who.name)
        kept = {"durum": "uygulandi", "sonuc": asdict(made), "degisiklik": made.degisiklik}
        connection.execute(update(IceAktarma).where(*_mine(ilce_kodu, who, key)).values(kept))
    return made


def discard(engine: Engine, who: Who, key: UUID, *, ilce_kodu: int) -> None:
    """Drop a kept import. What it did, if it was made, stays."""
    with engine.begin() as connection:
        connection.execute(delete(IceAktarma).where(*_mine(ilce_kodu, who, key)))


def expire(connection: Connection) -> int:
    """Drop every kept import that is older than a day; says how many there were."""
    return connection.execute(delete(IceAktarma).where(IceAktarma.zaman < func.now() - KEPT)).rowcount


def _mine(ilce_kodu: int, who: Who, key: UUID | None = None) -> list[Any]:
    mine = [IceAktarma.ilce_kodu == ilce_kodu, IceAktarma.kim == who.name, IceAktarma.zaman >= func.now() - KEPT]
    return [*mine, IceAktarma.id == key] if key else mine


def _refuse_changed(before: Preview, now: Preview) -> None:
    pairs = zip(before.satirlar, now.satirlar, strict=True)
    changed = [new if new.kod else old for old, new in pairs if old.key != new.key]
    if not changed:
        return
    names = dict.fromkeys(f"{row.kod or row.ad} (satır {row.no})" for row in changed)
    listed = ", ".join(list(names)[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    raise ImportRefused(
        f"Önizlemeden sonra değişen varlıklar var: {listed}. Yeniden önizleyin; hiçbir şey yazılmadı.",
        f"Assets changed since the preview: {listed}. Preview again; nothing was written.",
    )


def _gone() -> ImportRefused:
    return ImportRefused(
        "Bu içe aktarma yok, süresi doldu ya da yapıldı; dosyayı yeniden gönderin.",
        "This import is not there, too old or done; send the file again.",
    )


def _pack(body: Any) -> bytes:
    return gzip.compress(json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode(), 5)


def _unpack(packed: bytes) -> Any:
    return json.loads(gzip.decompress(packed))


def _sheet_json(sheet: Sheet) -> dict[str, Any]:
    faults = {n: [astuple(fault) for fault in faults] for n, faults in sheet.kusurlar.items()}
    return {name: getattr(sheet, name) for name in Sheet.__slots__} | {"kusurlar": faults}


def _sheet_of(body: dict[str, Any]) -> Sheet:
    faults = {int(n): [Fault(*fault) for fault in faults] for n, faults in body["kusurlar"].items()}
    points = [None if point is None else (point[0], point[1]) for point in body["noktalar"]]
    return Sheet(**body | {"kusurlar": faults, "noktalar": points})


def _preview_json(made: Preview) -> dict[str, Any]:
    return {
        "satirlar": [astuple(row) for row in made.satirlar],
        "notlar": made.notlar,
        "crs": made.crs,
        "belirsiz_crs": made.belirsiz_crs,
    }


def _preview_of(body: dict[str, Any]) -> Preview:
    rows = []
    for *plain, differences, faults in body["satirlar"]:
        rows.append(Row(*plain, [(a, b, c) for a, b, c in differences], [Fault(*fault) for fault in faults]))
    return Preview(rows, [(tr, en) for tr, en in body["notlar"]], body["crs"], body["belirsiz_crs"])
