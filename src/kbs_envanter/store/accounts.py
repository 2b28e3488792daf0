"""SQL of accounts, sessions and keys. Every statement is of one district; times are the database's."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

IDLE: Final = "interval '12 hours'"  # a session not seen for so long is over
ABSOLUTE: Final = "interval '7 days'"  # and so is one that old
_SEEN: Final = "interval '1 minute'"  # when a session or key was last seen is known to so much

_ACCOUNT = "id, ad, rol, mudurluk, kapali, dis_kimlik"
_ALIVE = f"o.bitis > now() AND o.son_gorulme > now() - {IDLE}"

ATTEMPTED = text(
    "SELECT id, ad, parola, totp, yanlis, dis_kimlik IS NULL AND parola IS NOT NULL AND NOT kapali "
    "AND (kilit_bitis IS NULL OR kilit_bitis <= now()) AND (parola_bitis IS NULL OR parola_bitis > now()) AS acik "
    "FROM kbs.hesap WHERE ilce_kodu = :ilce AND ad = :ad FOR UPDATE"
)
COUNT_ATTEMPT = text(
    "UPDATE kbs.hesap SET yanlis = yanlis + 1, "
    "kilit_bitis = CASE WHEN :bekle > 0 THEN now() + make_interval(secs => :bekle) END "
    "WHERE ilce_kodu = :ilce AND id = :id"
)
# Where no attempt is counted, the commit still has to wait for the disk: the time of an answer tells nothing.
AS_LONG = text("SELECT pg_logical_emit_message(true, 'kbs', '')")
FORGET_ATTEMPTS = text(
    "UPDATE kbs.hesap SET yanlis = 0, kilit_bitis = NULL, son_giris = now() WHERE ilce_kodu = :ilce AND id = :id"
)
TAKE_STEP = text(  # a one-time code is good once
    "UPDATE kbs.hesap SET totp_adim = :adim WHERE ilce_kodu = :ilce AND id = :id AND coalesce(totp_adim, 0) < :adim"
)
TAKE_RECOVERY = text(
    "UPDATE kbs.hesap SET kurtarma = array_remove(kurtarma, :ozet) "
    "WHERE ilce_kodu = :ilce AND id = :id AND :ozet = ANY (kurtarma)"
)
NEW_SESSION = text(
    "INSERT INTO kbs.oturum (ilce_kodu, ozet, hesap_id, tarayici, adres, bitis) "
    f"VALUES (:ilce, :ozet, :hesap, :tarayici, :adres, now() + {ABSOLUTE})"
)
SESSION = text(
    "SELECT o.id, o.hesap_id, h.ad, h.rol, h.mudurluk, h.parola_bitis IS NOT NULL AS degismeli, "
    f"o.son_gorulme < now() - {_SEEN} AS eski "
    "FROM kbs.oturum o JOIN kbs.hesap h ON (h.ilce_kodu, h.id) = (o.ilce_kodu, o.hesap_id) "
    f"WHERE o.ilce_kodu = :ilce AND o.ozet = :ozet AND NOT h.kapali AND {_ALIVE}"
)
SESSION_SEEN = text("UPDATE kbs.oturum SET son_gorulme = now() WHERE ilce_kodu = :ilce AND ozet = :ozet")
SESSIONS = text(
    "SELECT id, tarayici, adres, baslangic, son_gorulme, ozet = :ozet AS bu FROM kbs.oturum o "
    f"WHERE ilce_kodu = :ilce AND hesap_id = :hesap AND {_ALIVE} ORDER BY son_gorulme DESC, baslangic DESC"
)
END_SESSION = text("DELETE FROM kbs.oturum WHERE ilce_kodu = :ilce AND hesap_id = :hesap AND id = :id")
END_SESSIONS = text(
    "DELETE FROM kbs.oturum WHERE ilce_kodu = :ilce AND hesap_id = :hesap AND ozet IS DISTINCT FROM :kalan"
)
FORGET_OLD_SESSIONS = text(f"DELETE FROM kbs.oturum o WHERE ilce_kodu = :ilce AND NOT ({_ALIVE})")
NEW_KEY = text(
    "INSERT INTO kbs.anahtar (ilce_kodu, id, hesap_id, ad, ozet, yetkiler, bitis) "
    "VALUES (:ilce, :id, :hesap, :ad, :ozet, :yetkiler, now() + make_interval(days => :gun))"
)
KEY = text(
    "SELECT a.ozet, a.yetkiler, h.id, h.ad, h.rol, h.mudurluk, "
    "h.kapali OR a.iptal IS NOT NULL AS iptal, a.bitis <= now() AS eskidi, "
    f"coalesce(a.son_kullanim < now() - {_SEEN}, true) AS eski "
    "FROM kbs.anahtar a JOIN kbs.hesap h ON (h.ilce_kodu, h.id) = (a.ilce_kodu, a.hesap_id) "
    "WHERE a.ilce_kodu = :ilce AND a.id = :id"
)
KEY_SEEN = text("UPDATE kbs.anahtar SET son_kullanim = now() WHERE ilce_kodu = :ilce AND id = :id")
KEYS = text(
    "SELECT a.id, a.ad, a.yetkiler, a.olusturma, a.bitis, a.son_kullanim, a.iptal, h.ad AS hesap, "
    "a.bitis <= now() AS eskidi "
    "FROM kbs.anahtar a JOIN kbs.hesap h ON (h.ilce_kodu, h.id) = (a.ilce_kodu, a.hesap_id) "
    "WHERE a.ilce_kodu = :ilce AND (CAST(:hesap AS uuid) IS NULL OR a.hesap_id = :hesap) "
    "ORDER BY a.olusturma DESC, a.id"
)
END_KEY = text(
    "UPDATE kbs.anahtar SET iptal = now() WHERE ilce_kodu = :ilce AND id = :id AND iptal IS NULL "
    "AND (CAST(:hesap AS uuid) IS NULL OR hesap_id = :hesap) RETURNING hesap_id, ad"
)
END_KEYS = text("UPDATE kbs.anahtar SET iptal = now() WHERE ilce_kodu = :ilce AND hesap_id = :hesap AND iptal IS NULL")
NEW_ACCOUNT = text(
    "INSERT INTO kbs.hesap (ilce_kodu, ad, rol, mudurluk, parola, parola_bitis, dis_kimlik) "
    "VALUES (:ilce, :ad, :rol, :mudurluk, :parola, "
    "CASE WHEN CAST(:parola AS text) IS NOT NULL THEN now() + interval '7 days' END, :dis_kimlik) "
    "ON CONFLICT (ilce_kodu, ad) DO NOTHING RETURNING id"
)
ACCOUNTS = text(
    f"SELECT {_ACCOUNT}, olusturma, son_giris, totp IS NOT NULL AS totp, parola_bitis IS NOT NULL AS gecici, "
    "coalesce(kilit_bitis > now(), false) AS kilitli, "
    f"(SELECT count(*) FROM kbs.oturum o WHERE (o.ilce_kodu, o.hesap_id) = (h.ilce_kodu, h.id) AND {_ALIVE}) "
    "AS oturum, "
    "(SELECT count(*) FROM kbs.anahtar a WHERE (a.ilce_kodu, a.hesap_id) = (h.ilce_kodu, h.id) AND a.iptal IS NULL "
    "AND a.bitis > now()) AS anahtar FROM kbs.hesap h WHERE ilce_kodu = :ilce ORDER BY ad"
)
LOCK_ACCOUNTS = text("SELECT pg_advisory_xact_lock(hashtextextended('kbs.hesap', :ilce))")
ADMINISTRATORS = text(
    "SELECT count(*) FROM kbs.hesap WHERE ilce_kodu = :ilce AND rol = 'yonetici' AND NOT kapali AND id <> :id"
)
SET_ROLE = text("UPDATE kbs.hesap SET rol = :rol, mudurluk = :mudurluk WHERE ilce_kodu = :ilce AND id = :id")
SET_CLOSED = text("UPDATE kbs.hesap SET kapali = :kapali WHERE ilce_kodu = :ilce AND id = :id")
ONE_TIME_PASSWORD = text(
    "UPDATE kbs.hesap SET parola = :parola, parola_bitis = now() + interval '7 days', yanlis = 0, kilit_bitis = NULL "
    "WHERE ilce_kodu = :ilce AND id = :id"
)
SET_PASSWORD = text("UPDATE kbs.hesap SET parola = :parola, parola_bitis = NULL WHERE ilce_kodu = :ilce AND id = :id")
SET_TOTP = text(
    "UPDATE kbs.hesap SET totp = :totp, totp_adim = NULL, kurtarma = :kurtarma WHERE ilce_kodu = :ilce AND id = :id"
)
BY_OUTSIDE = text(f"SELECT {_ACCOUNT} FROM kbs.hesap WHERE ilce_kodu = :ilce AND dis_kimlik = :dis_kimlik FOR UPDATE")
_RECORD = text(
    "INSERT INTO kbs.oturum_kaydi (ilce_kodu, hesap, ne, ayrinti, yapan, adres) "
    "VALUES (:ilce, :hesap, :ne, :ayrinti, :yapan, :adres)"
)
RECORDS = text(
    "SELECT zaman, hesap, ne, ayrinti, yapan, adres FROM kbs.oturum_kaydi WHERE ilce_kodu = :ilce "
    "AND (CAST(:hesap AS text) IS NULL OR hesap = :hesap) ORDER BY id DESC LIMIT :kac"
)
ONE_ACCOUNT = text(
    f"SELECT {_ACCOUNT}, parola, totp, parola_bitis IS NOT NULL AS gecici, cardinality(kurtarma) AS kurtarma "
    "FROM kbs.hesap WHERE ilce_kodu = :ilce AND id = :id"
)
ID_OF = text("SELECT id FROM kbs.hesap WHERE ilce_kodu = :ilce AND ad = :ad")
ANY_ACCOUNT = text("SELECT EXISTS (SELECT FROM kbs.hesap WHERE ilce_kodu = :ilce)")


def record(
    connection: Connection, ilce: int, account: str | None, what: str, *, by: str, address: str, detail: str = ""
) -> None:
    """Add a line to the record of what happened with an account. Never a password, a token or a code."""
    line = {"ilce": ilce, "hesap": account, "ne": what, "ayrinti": detail, "yapan": by, "adres": address}
    connection.execute(_RECORD, line)


def account(connection: Connection, ilce: int, id: UUID) -> Row | None:
    """An account by its id."""
    return connection.execute(ONE_ACCOUNT, {"ilce": ilce, "id": id}).one_or_none()
