"""Taking a change back: every row of it, exactly, or nothing."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Permission, Who
from kbs_envanter.pipeline.changes import change_number, describe_change

_CHANGED_SINCE = "KB409"
_CHANGE = text("""
SELECT d.tur, d.neden, d.gecerlilik,
       (SELECT min(g.id) FROM kbs.degisiklik g WHERE (g.ilce_kodu, g.geri_alinan) = (d.ilce_kodu, d.id)
         AND NOT EXISTS (SELECT FROM kbs.degisiklik h WHERE (h.ilce_kodu, h.geri_alinan) = (g.ilce_kodu, g.id)))
       AS geri_alan,
       EXISTS (SELECT FROM kbs.gecmis g
                WHERE (g.ilce_kodu, g.degisiklik) = (d.ilce_kodu, d.id)
                  AND ('gizli' IN (g.eski->>'erisim', g.yeni->>'erisim') OR coalesce(g.yeni, g.eski)->>
                       CASE g.tablo WHEN 'varlik' THEN 'id' ELSE 'varlik_id' END = ANY (ARRAY(
                       SELECT v.id::text FROM kbs.varlik v WHERE v.ilce_kodu = :ilce AND v.erisim <> 'acik'))))
       AS gizli,
       EXISTS (SELECT FROM kbs.gecmis g
                WHERE (g.ilce_kodu, g.degisiklik) = (d.ilce_kodu, d.id)
                  AND (g.tablo IN ('hak', 'varlik_parsel') AND coalesce(g.yeni, g.eski)->>'varlik_id' NOT IN (
                       SELECT coalesce(a.yeni, a.eski)->>'id' FROM kbs.gecmis a
                        WHERE (a.ilce_kodu, a.degisiklik, a.tablo) = (:ilce, :numara, 'varlik') AND a.islem <> 'update')
                       OR g.tablo = 'varlik' AND g.islem = 'update' AND g.eski->'erisim' <> g.yeni->'erisim')) AS haklar
  FROM kbs.degisiklik d WHERE (d.ilce_kodu, d.id) = (:ilce, :numara)""")
# Who may add and delete an asset may take that back, with the rights and parcels that it has.
_RIGHTS = (
    "Bu değişiklik hak, parsel ya da erişim bilgisini de değiştirmiş; geri almak için hak düzenleme yetkisi gerekir.",
    "This change touched rights, parcels or access; taking it back needs the permission hak_duzenle.",
)
_UNDO = text("SELECT kbs.geri_al(:ilce, :numara)")
_LATER, _NOW = text("SET CONSTRAINTS ALL DEFERRED"), text("SET CONSTRAINTS ALL IMMEDIATE")


class UndoRefused(UserError):
    """A change that cannot be taken back; ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, tr: str, en: str) -> None:
        super().__init__(f"{tr} / {en}")
        self.status, self.tr, self.en = status, tr, en


def undo(connection: Connection, ilce: int, number: int, *, who: Who, why: str, where: str) -> int:
    """Take a change back in the caller's transaction; the number of the change that does it.

    Rows come back with their numbers, versions and times. Findings follow from facts and never stand in the way; who
    calls brings them up to date afterwards.

    Raises:
        UndoRefused: no reason, no such change (or one that the asker may not see), one of rights by who may not change
            them, already taken back, or a row of it was changed since. The transaction must then be rolled back.
    """
    if not why.strip():
        raise UndoRefused(400, "Neden yazılmalı.", "Give a reason.")
    found = connection.execute(_CHANGE, {"ilce": ilce, "numara": number}).one_or_none()
    if found is None or (found.gizli and not who.may(Permission.EMLAK_OKU)):
        raise UndoRefused(404, f"{number} numaralı bir değişiklik yok.", f"There is no change {number}.")
    if found.haklar and not who.may(Permission.HAK_DUZENLE):
        raise UndoRefused(403, *_RIGHTS)
    if found.geri_alan is not None:
        tr, en = f"Değişiklik zaten geri alındı ({found.geri_alan}).", f"It was taken back already ({found.geri_alan})."
        raise UndoRefused(409, tr, en)
    describe_change(
        connection,
        "geri_alma",
        neden=why.strip(),
        kim=who.name,
        nereden=where,
        gecerlilik=found.gecerlilik,
        geri_alinan=number,
    )
    try:
        connection.execute(_LATER)  # rows come back in the reverse order of their history, a part before its whole
        connection.execute(_UNDO, {"ilce": ilce, "numara": number})
        connection.execute(_NOW)
    except DBAPIError as error:
        raise _refusal(error) from error
    made = change_number(connection)
    if made is None:
        raise UndoRefused(409, "Bu değişikliğin geri alınacak satırı yok.", "This change has no row to take back.")
    return made


def _refusal(error: DBAPIError) -> Exception:
    state = getattr(error.orig, "sqlstate", None)
    if state == _CHANGED_SINCE:
        what = str(error.orig).splitlines()[0]
        return UndoRefused(
            409,
            f"Sonradan değişmiş satır var ({what}); önce sonraki değişikliği geri alın.",
            f"A row was changed since ({what}); take the later change back first.",
        )
    if state and state.startswith("23"):
        return UndoRefused(
            409,
            "Sonradan bu kayda bağlanan başka kayıtlar var; önce onları ayırın.",
            "Other records were tied to this one since; untie them first.",
        )
    return error
