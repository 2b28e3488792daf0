"""Notices against a real receiver: at least once, in order for each asset, of what is public only."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from kbs_envanter.domain.editing import Edit
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Role, Who
from kbs_envanter.domain.webhooks import signature
from kbs_envanter.pipeline.background import daily
from kbs_envanter.pipeline.editing import apply_edits
from kbs_envanter.pipeline.findings import check_inventory
from kbs_envanter.pipeline.notices import manage, note_terms, send_due, subscribe, subscribers
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import engine
from tests.receiver import receiving
from tests.support import serving

ILCE = 1823
ADMIN = Who("yonetici", Role.YONETICI)
DATA = Settings().veri_dizini
NOW = datetime.now(UTC) + timedelta(hours=3)  # later than whatever these tests write, however long the run takes


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


@pytest.fixture
def settings(inventory, offline):
    return offline(inventory)


def follow(settings, adres, **narrowed):
    with engine(settings.database_url).begin() as connection:
        given = {"ad": "komşu sistem", "adres": adres, "mahalle": None, "tur": None} | narrowed
        return subscribe(connection, settings, ADMIN, **given)


def execute(settings, statement, **values):
    with engine(settings.database_url).begin() as connection:
        result = connection.execute(text(statement), values)
        return result.all() if result.returns_rows else None


def rename(settings, kod, ad):
    with engine(settings.database_url).begin() as connection:
        edit = Edit("degistir", kod, {"ad": ad})
        apply_edits(connection, ADMIN, [edit], ilce_kodu=ILCE, neden="tabela değişti", nereden="deneme")


def send(settings, now=NOW):
    return dict(send_due(engine(settings.database_url), settings, now=now))


def states(settings):
    rows = execute(settings, "SELECT durum, count(*) FROM kbs.bildirim GROUP BY 1")
    return {durum: number for durum, number in rows}


def test_a_published_change_is_sent_signed(settings, receiver):
    made = follow(settings, receiver.address)
    rename(settings, "PRK-0001", "Yeni Ad Parkı")
    assert send(settings) == {"gonderildi": 1}
    ((headers, body),) = receiver.requests
    (said,) = receiver.bodies
    assert said["type"] == "varlik.degisti"
    assert (said["data"]["kod"], said["data"]["ad"], said["data"]["tur"]) == ("PRK-0001", "Yeni Ad Parkı", "park")
    stamp = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature(made.secret, headers["webhook-id"], stamp, body)
    assert send(settings) == {}, "what was received is not sent again"


def test_a_change_that_was_not_made_is_not_told(settings, receiver):
    follow(settings, receiver.address)
    with pytest.raises(ZeroDivisionError), engine(settings.database_url).begin() as connection:
        connection.execute(text("UPDATE kbs.varlik SET ad = 'Olmadı' WHERE kod = 'PRK-0001'"))
        raise ZeroDivisionError
    assert states(settings) == {}


def test_a_subscriber_of_a_mahalle_and_kind_is_told_of_no_other(settings, receiver):
    (park,) = execute(settings, "SELECT kod, mahalle_kod FROM kbs.varlik WHERE kod = 'PRK-0001'")
    follow(settings, receiver.address, mahalle=park.mahalle_kod, tur="park")
    execute(settings, "UPDATE kbs.varlik SET pafta = 'x' WHERE tur = 'bina'")
    execute(settings, "UPDATE kbs.varlik SET pafta = 'x' WHERE tur = 'park' AND mahalle_kod <> :m", m=park.mahalle_kod)
    assert states(settings) == {}
    rename(settings, "PRK-0001", "Bir Ad Parkı")
    assert send(settings) == {"gonderildi": 1}


def test_an_asset_that_leaves_a_mahalle_is_told_to_who_follows_it(settings, receiver):
    (park,) = execute(settings, "SELECT mahalle_kod FROM kbs.varlik WHERE kod = 'PRK-0001'")
    other = "cennet" if park.mahalle_kod != "cennet" else "atakent"
    follow(settings, receiver.address, mahalle=park.mahalle_kod)
    execute(settings, "UPDATE kbs.varlik SET mahalle_kod = :m WHERE kod = 'PRK-0001'", m=other)
    send(settings)
    assert [body["data"]["mahalle"] for body in receiver.bodies] == [other]


def test_changes_of_one_asset_arrive_in_their_order(settings, receiver):
    follow(settings, receiver.address)
    for number in range(1, 6):
        rename(settings, "PRK-0001", f"{number}. Ad Parkı")
        rename(settings, "PRK-0002", f"{number}. İsim Parkı")
    receiver.answers = [500]
    assert send(settings) == {"kaldi": 1}
    assert send(settings) == {"gonderildi": 5}, "the asset whose first notice waits is not overtaken; the other is told"
    assert send(settings, NOW + timedelta(minutes=1)) == {"gonderildi": 5}
    told = {kod: [b["data"]["ad"] for b in receiver.bodies[1:] if b["data"]["kod"] == kod] for kod in receiver.subjects}
    assert told["PRK-0001"] == [f"{number}. Ad Parkı" for number in range(1, 6)]
    assert told["PRK-0002"] == [f"{number}. İsim Parkı" for number in range(1, 6)]


def test_each_try_waits_longer_and_the_last_gives_up_with_a_finding(settings, receiver):
    settings = settings.model_copy(update={"bildirim_deneme": 3})
    follow(settings, receiver.address)
    rename(settings, "PRK-0001", "Yeni Ad Parkı")
    receiver.usual = 503
    assert send(settings) == {"kaldi": 1}
    assert send(settings, NOW + timedelta(seconds=4)) == {}, "five seconds have not gone by"
    assert send(settings, NOW + timedelta(seconds=6)) == {"kaldi": 1}
    assert send(settings, NOW + timedelta(seconds=10)) == {}
    assert send(settings, NOW + timedelta(seconds=30)) == {"olu": 1}
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 1, "a repetition is known by its id"
    assert len({body for _, body in receiver.requests}) == 1
    found = "SELECT aciklama FROM kbs.bulgu WHERE tur = 'bildirim_ulasmadi'"
    (row,) = execute(settings, found)
    assert row.aciklama.startswith("1 bildirim") and receiver.address not in row.aciklama
    check_inventory(settings.database_url, DATA, ILCE)
    assert execute(settings, found) == [row]
    receiver.usual = 200
    with engine(settings.database_url).begin() as connection:
        (told,) = subscribers(connection, ILCE)
        assert (told["ulasmayan"], told["son_hata"]) == (1, "HTTP 503")
        assert manage(connection, ILCE, told["id"], "yinele")
    assert send(settings) == {"gonderildi": 1}
    check_inventory(settings.database_url, DATA, ILCE)
    assert execute(settings, found) == []


def test_a_sender_that_dies_before_it_learns_of_the_receipt_sends_again(settings, receiver):
    follow(settings, receiver.address)
    rename(settings, "PRK-0001", "Yeni Ad Parkı")
    receiver.answers = [0]  # the receiver has it, the connection breaks
    assert send(settings) == {"kaldi": 1}
    assert send(settings, NOW + timedelta(minutes=1)) == {"gonderildi": 1}
    first, second = (headers["webhook-id"] for headers, _ in receiver.requests)
    assert first == second


def test_a_receiver_that_is_away_gets_everything_when_it_is_back(settings):
    with receiving() as first:
        port = int(first.address.split(":")[2].split("/")[0])
        follow(settings, first.address)
    rename(settings, "PRK-0001", "Yeni Ad Parkı")
    assert send(settings) == {"kaldi": 1}
    with receiving(port) as back:
        assert send(settings, NOW + timedelta(minutes=1)) == {"gonderildi": 1}
        assert back.subjects == ["PRK-0001"]


def test_a_redirect_is_not_followed(settings, receiver):
    with receiving() as elsewhere:
        receiver.usual, receiver.redirect = 302, elsewhere.address
        follow(settings, receiver.address)
        rename(settings, "PRK-0001", "Yeni Ad Parkı")
        assert send(settings) == {"kaldi": 1}
        assert elsewhere.requests == []


def test_a_slow_receiver_keeps_only_itself_waiting(settings, receiver):
    with receiving() as slow:
        slow.hold.clear()
        follow(settings, slow.address)
        follow(settings, receiver.address)
        rename(settings, "PRK-0001", "Yeni Ad Parkı")
        work = threading.Thread(target=send, args=[settings])
        work.start()
        deadline = threading.Event()
        while not receiver.requests and work.is_alive():
            deadline.wait(0.01)
        assert receiver.subjects == ["PRK-0001"] and work.is_alive()
        slow.hold.set()
        work.join()
    assert states(settings) == {"gonderildi": 2}


def test_only_one_sender_works_at_a_time(settings, receiver):
    receiver.hold.clear()
    follow(settings, receiver.address)
    rename(settings, "PRK-0001", "Yeni Ad Parkı")
    work = threading.Thread(target=send, args=[settings])
    work.start()
    waiting = threading.Event()
    while not receiver.requests and work.is_alive():
        waiting.wait(0.01)
    assert send(settings) == {}
    receiver.hold.set()
    work.join()
    assert len(receiver.requests) == 1


def test_the_private_network_is_refused_when_it_is_sent_to(settings):
    follow(settings, "https://10.11.12.13/al")
    rename(settings, "PRK-0001", "Yeni Ad Parkı")
    assert send(settings) == {"kaldi": 1}
    (row,) = execute(settings, "SELECT son_hata FROM kbs.bildirim")
    assert "iç ağ" in row.son_hata


@pytest.mark.parametrize(
    "given", [{"adres": "http://ornek.com"}, {"ad": " "}, {"tur": "köprü"}, {"mahalle": "yok"}], ids=str
)
def test_a_faulty_subscription_is_refused(settings, given):
    with pytest.raises(UserError), engine(settings.database_url).begin() as connection:
        subscribe(
            connection, settings, ADMIN,
            **({"ad": "a", "adres": "https://ornek.com", "mahalle": None, "tur": None} | given),
        )  # fmt: skip


def test_the_secret_is_stored_sealed(settings, receiver):
    made = follow(settings, receiver.address)
    (row,) = execute(settings, "SELECT gizli FROM kbs.abone")
    assert made.secret.encode() not in bytes(row.gizli)


def test_withheld_assets_are_told_to_nobody(settings, receiver):
    follow(settings, receiver.address)
    execute(settings, "UPDATE kbs.varlik SET pafta = 'x' WHERE erisim = 'gizli'")
    assert states(settings) == {}
    rename(settings, "PRK-0001", "Sonra Gizlenen Park")
    execute(settings, "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok', belirsizlik_m = NULL "
                      "WHERE kod = 'PRK-0001'")  # fmt: skip
    send(settings)
    (said,) = receiver.bodies
    assert (said["type"], set(said["data"])) == ("varlik.silindi", {"kod", "tur", "guncelleme", "degisim"})
    assert b"Sonra" not in receiver.requests[0][1]


def test_a_deleted_asset_is_told_to_who_follows_its_mahalle(settings, receiver):
    (park,) = execute(settings, "SELECT mahalle_kod FROM kbs.varlik WHERE kod = 'PRK-0001'")
    follow(settings, receiver.address, mahalle=park.mahalle_kod)
    execute(settings, "DELETE FROM kbs.bulgu WHERE varlik_id IS NOT NULL")
    for table in ("tasinmaz_islemi", "faaliyet", "tesis_bilgisi"):
        execute(settings, f"UPDATE kbs.{table} SET varlik_id = NULL")
    execute(settings, "DELETE FROM kbs.varlik WHERE kod = 'PRK-0001'")
    send(settings)
    assert [(body["type"], body["data"]["kod"]) for body in receiver.bodies] == [("varlik.silindi", "PRK-0001")]


def test_publishing_anew_what_is_as_it_was_tells_nothing_twice(settings, receiver):
    follow(settings, receiver.address)
    rename(settings, "PRK-0001", "Yeni Ad Parkı")
    send(settings)
    execute(settings, "SELECT kbs.yayini_yenile()")
    execute(settings, "DELETE FROM kbs.bildirim WHERE konu <> 'PRK-0001'")  # told for the first time
    assert states(settings) == {"gonderildi": 1}


def term(settings, kod, begins, years):
    execute(
        settings, "UPDATE kbs.tasinmaz_islemi SET tarih = :t, sure_yil = :s WHERE kod = :k", k=kod, t=begins, s=years
    )


def test_terms_that_end_within_90_days_are_told_once(settings, receiver):
    today = date(2026, 3, 1)
    kods = [row.kod for row in execute(settings, "SELECT kod FROM kbs.tasinmaz_islemi ORDER BY kod LIMIT 4")]
    for kod, ends in zip(kods, (-1, 0, 90, 91), strict=True):
        day = today + timedelta(days=ends)
        term(settings, kod, day.replace(year=day.year - 5), 5)
    execute(settings, "UPDATE kbs.hak SET baslangic = '2016-04-01', sure_yil = 10 WHERE sira = 1 AND varlik_id = "
                      "(SELECT varlik_id FROM kbs.hak h JOIN kbs.varlik v ON v.id = h.varlik_id "
                      "WHERE v.erisim = 'acik' ORDER BY v.kod LIMIT 1)")  # fmt: skip
    execute(settings, "UPDATE kbs.hak SET baslangic = '2016-04-01', sure_yil = 10 WHERE varlik_id = "
                      "(SELECT id FROM kbs.varlik WHERE erisim = 'gizli')")  # fmt: skip
    follow(settings, receiver.address)
    for _ in range(2):
        daily(engine(settings.database_url), settings, today)
    send(settings)
    told = [body["data"]["kod"] for body in receiver.bodies if body["type"] == "vade.yaklasiyor"]
    assert sorted(told) == sorted([kods[1], kods[2], next(kod for kod in told if ":" in kod)])
    assert not any("BIN-0016" in kod for kod in told)
    found = check_inventory(settings.database_url, DATA, ILCE, today=today)
    assert len([finding for finding in found if finding.tur == "vade_yaklasiyor"]) == 3
    later = check_inventory(settings.database_url, DATA, ILCE, today=date(2027, 1, 1))
    assert [finding for finding in later if finding.tur == "vade_yaklasiyor"] == []


def test_a_term_of_the_29th_of_february_ends_on_the_last_day_of_february(settings, receiver):
    follow(settings, receiver.address)
    (row,) = execute(settings, "SELECT kod FROM kbs.tasinmaz_islemi ORDER BY kod LIMIT 1")
    term(settings, row.kod, date(2024, 2, 29), 1)
    with engine(settings.database_url).begin() as connection:
        assert note_terms(connection, ILCE, date(2025, 2, 28)) == 1
        assert note_terms(connection, ILCE, date(2025, 2, 28)) == 0


def test_the_service_sends_by_itself(settings, receiver):
    follow(settings, receiver.address)
    waiting = threading.Event()
    with serving(settings):
        rename(settings, "PRK-0001", "Yeni Ad Parkı")
        for _ in range(1500):
            if receiver.requests:
                break
            waiting.wait(0.01)
    assert receiver.subjects == ["PRK-0001"]
