"""Edits in the database: what they change, what they refuse, and what outlives the next load."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from kbs_envanter.domain.editing import Edit
from kbs_envanter.domain.permissions import Role, Who
from kbs_envanter.pipeline.editing import EditsRefused, apply_edits, check_edits
from kbs_envanter.pipeline.editing_state import read_states
from kbs_envanter.pipeline.geocode import geocode_assets
from kbs_envanter.pipeline.load import load_inventory
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import engine

ILCE = 1823
ADMIN = Who("yonetici", Role.YONETICI)
PLANNER = Who("plan", Role.PLANLAMA)
PARKS = Who("park.editor", Role.MUDURLUK_EDITORU, directorate="Park ve Bahçeler Müdürlüğü")
IN_ATAKENT = {"lon": 28.7770, "lat": 41.0560, "kesinlik": "yer", "belirsizlik_m": 8}
DATA = Settings().veri_dizini


def edit(url, *edits, who=ADMIN, neden="yerinde görüldü"):
    with engine(url).begin() as connection:
        return apply_edits(connection, who, edits, ilce_kodu=ILCE, neden=neden, nereden="deneme")


def state(url, kod, who=ADMIN):
    with engine(url).connect() as connection:
        return read_states(connection, ILCE, [kod], who).get(kod)


def query(url, statement, **values):
    with engine(url).connect() as connection:
        return connection.execute(text(statement), values).all()


def refused(url, *edits, who=ADMIN):
    with pytest.raises(EditsRefused) as caught:
        edit(url, *edits, who=who)
    return [(number, fault.alan, fault.tur) for number, fault in caught.value.faults]


def inside(url, mahalle):
    (found,) = query(
        url,
        "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_PointOnSurface(geom) p FROM kbs.mahalle WHERE kod = :kod) m",
        kod=mahalle,
    )
    return {"lon": found[0], "lat": found[1], "kesinlik": "yer", "belirsizlik_m": 8}


def test_an_edit_changes_what_it_names_and_is_one_change_with_its_reason(inventory):
    before = state(inventory, "PRK-0001")
    (done,) = edit(inventory, Edit("degistir", "PRK-0001", {"ad": "Yeni Ad Parkı", "alan_m2": "1.250,5"}))
    after = state(inventory, "PRK-0001")
    assert done.alanlar == ("ad", "alan_m2")
    assert (after.satir["ad"], after.satir["alan_m2"]) == ("Yeni Ad Parkı", Decimal("1250.5"))
    assert after.satir["surum"] == before.satir["surum"] + 1
    assert after.values() | {"ad": 1, "alan_m2": 1} == before.values() | {"ad": 1, "alan_m2": 1}
    (change,) = query(inventory, "SELECT tur, kim, neden, nereden, gecerlilik IS NOT NULL FROM kbs.degisiklik d "
                                 "WHERE id = (SELECT max(id) FROM kbs.degisiklik)")  # fmt: skip
    assert tuple(change) == ("duzeltme", "yonetici", "yerinde görüldü", "deneme", True)


@pytest.mark.parametrize("kod", ["BIN-0001", "PRK-0003", "SPR-0002", "PZR-0001", "BIN-0010"])
def test_what_was_read_and_sent_back_changes_nothing(inventory, kod):
    values = state(inventory, kod).values()
    (done,) = edit(inventory, Edit("degistir", kod, values))
    assert done.alanlar == ()


def test_an_edit_of_another_version_than_the_one_seen_is_stale(inventory):
    seen = state(inventory, "PRK-0001").mark
    edit(inventory, Edit("degistir", "PRK-0001", {"pafta": "F21"}, gorulen=seen))
    assert refused(inventory, Edit("degistir", "PRK-0001", {"pafta": "F22"}, gorulen=seen)) == [(0, "", "eski")]


def test_lists_are_replaced_and_keep_what_the_document_said_of_those_that_stay(inventory):
    before = state(inventory, "BIN-0001")
    links = [*before.values()["parseller"], "512 ada 9 parsel güneyi"]
    uses = [*before.kullanimlar, "Kafe"]
    rights = [{"hak_turu": "kira", "yon": "alinan", "arsa_sahibi": "hazine", "sure_yil": 10, "baslangic": "2020-05-01"}]
    edit(inventory, Edit("degistir", "BIN-0001", {"parseller": links, "kullanimlar": uses, "haklar": rights}))
    after = state(inventory, "BIN-0001")
    assert after.kullanimlar == uses
    assert [row["ham_metin"] for row in after.parseller[:-1]] == [row["ham_metin"] for row in before.parseller]
    new = after.parseller[-1]
    assert (new["ada"], new["parsel"], new["iliski"], new["durum"]) == ("512", "9", "guney", "okundu")
    (right,) = after.haklar
    assert (right["hak_turu"], right["sure_yil"], right["ham_metin"]) == ("kira", 10, before.mulkiyet)


def test_a_new_asset_gets_the_next_code_which_is_never_given_again(inventory):
    new = Edit("ekle", None, {"tur": "park", "ad": "Deneme Parkı", "mahalle_kod": "atakent"})
    (first,) = edit(inventory, new)
    edit(inventory, Edit("sil", first.kod))
    second, third = edit(inventory, new, new)
    numbers = [int(done.kod.removeprefix("PRK-")) for done in (first, second, third)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert state(inventory, first.kod) is None


def test_a_decided_point_is_published_and_no_run_of_the_chain_moves_it(inventory):
    point = inside(inventory, state(inventory, "PRK-0001").satir["mahalle_kod"])
    edit(inventory, Edit("degistir", "PRK-0001", {"konum": point}))
    shown = "SELECT surum, degisim, kesinlik, belirsizlik_m, konum_kaynagi, geometri FROM kbs.yayin_varlik WHERE kod = 'PRK-0001'"
    (before,) = query(inventory, shown)
    assert before.kesinlik == "yer" and before.konum_kaynagi.startswith("Konum kararı, ")
    geocode_assets(inventory, DATA, ILCE)
    assert query(inventory, shown) == [before]


def test_a_point_outside_the_district_is_refused_and_one_outside_its_neighbourhood_must_be_confirmed(inventory):
    edit(inventory, Edit("degistir", "PRK-0001", {"mahalle_kod": "atakent"}))
    far = {"lon": 29.9, "lat": 40.7, "kesinlik": "yer", "belirsizlik_m": 5}
    assert refused(inventory, Edit("degistir", "PRK-0001", {"konum": far})) == [(0, "konum", "alan")]
    elsewhere = {"konum": inside(inventory, "cennet")}
    assert refused(inventory, Edit("degistir", "PRK-0001", elsewhere)) == [(0, "konum", "uyari")]
    edit(inventory, Edit("degistir", "PRK-0001", elsewhere, onay=frozenset({"konum"})))


def test_a_withheld_asset_loses_its_position_and_is_unknown_to_those_who_may_not_see_it(inventory):
    edit(inventory, Edit("degistir", "BIN-0002", {"erisim": "gizli"}))
    row = state(inventory, "BIN-0002").satir
    assert (row["lon"], row["kesinlik"], row["konum_kaynagi"]) == (None, "yok", None)
    assert query(inventory, "SELECT FROM kbs.yayin_varlik WHERE kod = 'BIN-0002'") == []
    assert refused(inventory, Edit("degistir", "BIN-0002", {"ad": "x"}), who=PLANNER) == [(0, "kod", "yok")]
    (hidden,) = query(inventory, "SELECT kod FROM kbs.varlik WHERE erisim = 'gizli' AND kod <> 'BIN-0002'")
    assert refused(inventory, Edit("degistir", hidden.kod, {"erisim": "acik"})) == [(0, "erisim", "alan")]


def test_rights_are_for_those_who_may_and_directorates_edit_their_own(inventory):
    rights = {"haklar": [{"hak_turu": "kira"}]}
    assert refused(inventory, Edit("degistir", "PRK-0001", rights), who=PLANNER) == [(0, "haklar", "yetki")]
    assert refused(inventory, Edit("degistir", "PRK-0001", {"ad": "x"}), who=PARKS) == [(0, "mudurluk", "yetki")]
    edit(inventory, Edit("degistir", "PRK-0001", {"mudurluk": PARKS.directorate}), who=PLANNER)
    edit(inventory, Edit("degistir", "PRK-0001", {"pafta": "F21"}), who=PARKS)
    away = Edit("degistir", "PRK-0001", {"mudurluk": "Başka"})
    assert refused(inventory, away, who=PARKS) == [(0, "mudurluk", "yetki")]
    (new,) = edit(inventory, Edit("ekle", None, {"tur": "park", "ad": "Bizim Park"}), who=PARKS)
    assert state(inventory, new.kod).satir["mudurluk"] == PARKS.directorate


def test_edits_are_made_all_or_none_and_every_fault_is_told(inventory):
    faults = refused(
        inventory,
        Edit("degistir", "PRK-0001", {"ad": "Olmasın"}),
        Edit("degistir", "PRK-0002", {"ad": "", "alan_m2": -3, "mahalle_kod": "yok", "bilinmez": 1}),
        Edit("ekle", None, {"tur": "park"}),
    )
    assert faults == [(1, "ad", "alan"), (1, "alan_m2", "alan"), (1, "bilinmez", "alan"), (1, "mahalle_kod", "alan"),
                      (2, "ad", "alan")]  # fmt: skip
    assert state(inventory, "PRK-0001").satir["ad"] != "Olmasın"
    with pytest.raises(EditsRefused, match="neden"):
        edit(inventory, Edit("degistir", "PRK-0001", {"ad": "Olmasın"}), neden=" ")


def test_a_dry_run_tells_what_would_change_and_writes_nothing(inventory):
    with engine(inventory).begin() as connection:
        edits = [Edit("degistir", "PRK-0001", {"ad": "Başka"}), Edit("sil", "PRK-9999")]
        first, second = check_edits(connection, ADMIN, edits, ilce_kodu=ILCE)
    assert first.changed_fields == ["ad"] and [fault.tur for fault in second.faults] == ["yok"]
    assert state(inventory, "PRK-0001").satir["ad"] != "Başka"


def test_the_next_load_leaves_alone_what_people_edited_or_deleted(inventory):
    edit(inventory, Edit("degistir", "PRK-0001", {"ad": "Elle Verilen Ad"}))
    edit(inventory, Edit("degistir", "PRK-0002", {"kullanimlar": ["Piknik"]}))
    edit(inventory, Edit("sil", "PRK-0003"))
    others = "SELECT kod, surum FROM kbs.varlik ORDER BY 1"
    before = query(inventory, others)
    load_inventory(inventory, DATA, ILCE)
    assert query(inventory, others) == before
    assert state(inventory, "PRK-0001").satir["ad"] == "Elle Verilen Ad"
    assert state(inventory, "PRK-0002").kullanimlar == ["Piknik"]
    assert state(inventory, "PRK-0003") is None


def test_an_edit_that_was_taken_back_no_longer_keeps_the_load_away(inventory):
    edit(inventory, Edit("degistir", "PRK-0001", {"ad": "Elle Verilen Ad"}))
    with engine(inventory).begin() as connection:
        connection.execute(text("SELECT set_config('kbs.degisiklik_tanimi', jsonb_build_object('tur', 'geri_alma', "
                                "'kim', 'x', 'neden', 'x', 'nereden', 'x', 'geri_alinan', "
                                "(SELECT max(id) FROM kbs.degisiklik))::text, true)"))  # fmt: skip
        connection.execute(text("UPDATE kbs.varlik SET pafta = pafta || '' , alan_ham = 'x' WHERE kod = 'PRK-0001'"))
    load_inventory(inventory, DATA, ILCE)
    assert state(inventory, "PRK-0001").satir["ad"] != "Elle Verilen Ad"


def test_deleting_an_asset_keeps_the_events_that_told_of_it(inventory):
    (row,) = query(inventory, "SELECT v.kod, f.kod AS is_kod FROM kbs.faaliyet f JOIN kbs.varlik v ON v.id = f.varlik_id "
                              "ORDER BY 1, 2 LIMIT 1")  # fmt: skip
    edit(inventory, Edit("sil", row.kod))
    assert query(inventory, "SELECT varlik_id FROM kbs.faaliyet WHERE kod = :kod", kod=row.is_kod) == [(None,)]
    assert query(inventory, "SELECT kod FROM kbs.silinen_varlik WHERE kod = :kod", kod=row.kod)
