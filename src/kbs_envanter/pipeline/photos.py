"""Photos of assets: attach, show to the public or not, take away. Each is a change with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from kbs_envanter.domain.assets import Erisim
from kbs_envanter.domain.editing import Fault
from kbs_envanter.domain.editing_values import Bad, text
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.changes import NOW, change
from kbs_envanter.pipeline.editing import EditsRefused, reason_of
from kbs_envanter.pipeline.editing_state import State, read_states
from kbs_envanter.pipeline.media import Photo, store_photo
from kbs_envanter.store.models import Ek, Varlik

MOST_PHOTOS = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Whose photos: the asset, the district, and where files are kept."""

    kod: str
    ilce_kodu: int
    folder: Path


def attach(
    engine: Engine, who: Who, place: Place, content: bytes, *, aciklama: str, acik: bool, neden: str, nereden: str
) -> Photo:
    """Attach a photo to an asset.

    Args:
        content: the file as it was sent.
        aciklama: what is to be seen, for those who cannot see it.
        acik: whether the public sees it.

    Raises:
        EditsRefused: unknown asset, not allowed, no reason, too many photos.
        PhotoRefused: a file that is no photo we take.
    """
    reason = reason_of(neden)
    try:
        said = text(300, needed=True)(aciklama)
    except Bad as bad:
        raise EditsRefused([(0, Fault("aciklama", bad.tr, bad.en))]) from None
    with engine.connect() as connection:
        _asset(connection, who, place)  # nobody makes us decode what he may not attach
    photo = store_photo(content, place.folder)
    with change(engine, "duzeltme", neden=reason, kim=who.name, nereden=nereden, gecerlilik=NOW) as connection:
        state = _asset(connection, who, place, lock=True)
        there = connection.scalar(select(func.count()).select_from(Ek).where(*_of(place, state)))
        if (there or 0) >= MOST_PHOTOS:
            many = f"Bir varlıkta en çok {MOST_PHOTOS} fotoğraf olur; birini silin."
            raise EditsRefused([(0, Fault("dosya", many, f"At most {MOST_PHOTOS} photos of an asset; delete one."))])
        row = {
            "ilce_kodu": place.ilce_kodu, "id": uuid4(), "varlik_id": state.id, "ozet": photo.ozet, "aciklama": said,
            "genislik": photo.genislik, "yukseklik": photo.yukseklik, "bayt": photo.bayt, "acik": acik,
            "kim": who.name, "zaman": datetime.now(UTC),
        }  # fmt: skip
        connection.execute(insert(Ek).values(row).on_conflict_do_nothing(constraint="uq_ek_ilce_kodu_varlik_id_ozet"))
    return photo


def set_public(
    engine: Engine, who: Who, place: Place, photo: UUID, acik: bool, *, neden: str, nereden: str, onay: bool = False
) -> None:
    """Show a photo to the public, or no longer.

    Args:
        onay: whether this asker's edits wait for approval; what the public sees is then not his to change.

    Raises:
        EditsRefused: unknown asset or photo, not allowed, no reason.
    """
    _change_one(engine, who, place, photo, neden, nereden, acik, onay)


def remove(
    engine: Engine, who: Who, place: Place, photo: UUID, *, neden: str, nereden: str, onay: bool = False
) -> None:
    """Take a photo away from its asset; its file stays for whoever takes that back.

    Args:
        onay: as for ``set_public``.

    Raises:
        EditsRefused: unknown asset or photo, not allowed, no reason.
    """
    _change_one(engine, who, place, photo, neden, nereden, None, onay)


def listed(connection: Connection, who: Who, ilce_kodu: int, kod: str) -> list[dict[str, Any]] | None:
    """Photos of an asset that this asker may see, newest first; None for an asset he knows nothing of."""
    states = read_states(connection, ilce_kodu, [kod], who)
    if kod not in states:
        return None
    query = select(Ek).where(Ek.ilce_kodu == ilce_kodu, Ek.varlik_id == states[kod].id).order_by(Ek.zaman.desc(), Ek.id)
    if not who.may(Permission.GOREVLI_OKU):
        query = query.where(Ek.acik)
    return [
        {name: row[name] for name in ("id", "ozet", "aciklama", "genislik", "yukseklik", "acik", "zaman")}
        for row in connection.execute(query.with_only_columns(*Ek.__table__.columns)).mappings()
    ]


def visible(connection: Connection, who: Who, ilce_kodu: int, ozet: str) -> tuple[bool, bool]:
    """Whether this asker may see the file of that hash, and whether everybody may."""
    query = (
        select(Ek.acik, Varlik.erisim)
        .join(Varlik, (Varlik.ilce_kodu == Ek.ilce_kodu) & (Varlik.id == Ek.varlik_id))
        .where(Ek.ilce_kodu == ilce_kodu, Ek.ozet == ozet)
    )
    rows: Sequence[Any] = connection.execute(query).all()
    public = any(row.acik and row.erisim == Erisim.ACIK for row in rows)
    staff = who.may(Permission.GOREVLI_OKU) and any(row.erisim == Erisim.ACIK for row in rows)
    return public or staff or (bool(rows) and who.may(Permission.EMLAK_OKU)), public


_WAITS = Fault(
    "foto", "Herkesin gördüğü fotoğrafları emlak ya da planlama açar, gizler ve siler.",
    "What the public sees of photos is decided by emlak or planlama.", "yetki",
)  # fmt: skip


def _change_one(
    engine: Engine, who: Who, place: Place, photo: UUID, neden: str, nereden: str, acik: bool | None, onay: bool
) -> None:
    said = {"neden": reason_of(neden), "kim": who.name, "nereden": nereden, "gecerlilik": NOW}
    with change(engine, "duzeltme", **said) as connection:
        state = _asset(connection, who, place, lock=True)
        mine = (*_of(place, state), Ek.id == photo)
        if onay and (acik or connection.scalar(select(Ek.acik).where(*mine).with_for_update())):
            raise EditsRefused([(0, _WAITS)])
        statement = delete(Ek).where(*mine) if acik is None else update(Ek).where(*mine).values(acik=acik)
        if connection.execute(statement).rowcount == 0:
            raise EditsRefused([(0, Fault("foto", "Böyle bir fotoğraf yok.", "There is no such photo.", "yok"))])


def _asset(connection: Connection, who: Who, place: Place, *, lock: bool = False) -> State:
    state = read_states(connection, place.ilce_kodu, [place.kod], who, lock=lock).get(place.kod)
    if state is None:
        raise EditsRefused([(0, Fault("kod", f"{place.kod} kodlu bir varlık yok.", f"No asset {place.kod}.", "yok"))])
    if not who.may_edit(state.satir["mudurluk"]):
        other = "Bu varlık sizin müdürlüğünüzün değil."
        raise EditsRefused([(0, Fault("mudurluk", other, "The asset is another directorate's.", "yetki"))])
    return state


def _of(place: Place, state: State) -> tuple[Any, ...]:
    return (Ek.ilce_kodu == place.ilce_kodu, Ek.varlik_id == state.id)
