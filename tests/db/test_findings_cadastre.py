"""Checks of the cadastre and of places, on small made-up cases."""

import psycopg
import pytest

from kbs_envanter.pipeline.findings import Finding, check_inventory
from kbs_envanter.settings import Settings

DATA = Settings().veri_dizini
ILCE = 1823
# About 0.0009° north is 100 m; the square is some 1 km wide.
SQUARE = "ST_Multi(ST_MakeEnvelope(28.78, 41.00, 28.79, 41.01, 4326))"


class Town:
    """A district with two neighbourhoods, to which a test adds what it is about."""

    def __init__(self, connection: psycopg.Connection, url: str) -> None:
        self._connection = connection
        self._url = url
        connection.execute("INSERT INTO kbs.ilce (ilce_kodu, ad) VALUES (1823, 'Deneme')")
        for number, kod in enumerate(("bir", "iki"), start=1):
            connection.execute(
                "INSERT INTO kbs.mahalle (ilce_kodu, kod, ad, nvi_id, nufus, nufus_yili, etiket, geom, sinir_kesinligi) "
                f"VALUES (1823, %s, %s, %s, 1, 2024, 'SRID=4326;POINT(28.785 41.005)', {SQUARE}, 'gercek')",
                [kod, kod.capitalize(), number],
            )

    def asset(self, kod: str, **columns) -> str:
        given = {"mahalle_kod": "bir", "ad": f"Yer {kod}", "tur": "bina"} | columns
        if "konum" in given:
            given = {"kesinlik": "yer", "belirsizlik_m": 50} | given
        names = ", ".join(given)
        self.run(
            f"INSERT INTO kbs.varlik (ilce_kodu, id, kod, {names}) VALUES (1823, gen_random_uuid(), %s"
            f"{', %s' * len(given)})",
            kod, *given.values(),
        )  # fmt: skip
        return kod

    def parcel(self, parsel: str, *, tapu: str | None = None, area: float | None = None, geom: str = "NULL") -> int:
        return self.run(
            f"INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, parsel, alan_m2, geom) VALUES (1823, %s, %s, %s, {geom}) "
            "RETURNING id",
            tapu, parsel, area,
        ).fetchone()[0]  # fmt: skip

    def on(self, kod: str, parcel: int | None, *, durum: str = "okundu", iliski: str | None = "uzerinde") -> None:
        self.run(
            "INSERT INTO kbs.varlik_parsel (ilce_kodu, varlik_id, sira, parsel_id, iliski, durum, atif, ham_metin) "
            "SELECT 1823, id, 1 + (SELECT count(*) FROM kbs.varlik_parsel x WHERE x.varlik_id = v.id), %s, %s, %s, "
            "'atıf', 'ham metin' FROM kbs.varlik v WHERE kod = %s",
            parcel, iliski if parcel else None, durum, kod,
        )  # fmt: skip

    def owned(self, kod: str, owner: str, hak: str = "mulk") -> None:
        self.run(
            "INSERT INTO kbs.hak (ilce_kodu, varlik_id, sira, arsa_sahibi, hak_turu, ham_metin) "
            "SELECT 1823, id, 1, %s, %s, 'metin' FROM kbs.varlik WHERE kod = %s",
            owner, hak, kod,
        )  # fmt: skip

    def run(self, statement: str, *values):
        return self._connection.execute(statement, values)

    def findings(self, tur: str) -> list[Finding]:
        self._connection.commit()
        return [finding for finding in check_inventory(self._url, DATA, ILCE) if finding.tur == tur]


@pytest.fixture
def town(database):
    with psycopg.connect(database) as connection:
        yield Town(connection, database)


def test_an_asset_without_a_parcel_is_a_warning_unless_the_land_has_no_deed(town):
    town.owned(town.asset("A"), "belediye")
    town.owned(town.asset("B"), "kamuya_terkinli", "terkin")
    town.asset("C")
    assert {f.varlik: f.onem for f in town.findings("parsel_yok")} == {"A": "uyari", "B": "bilgi", "C": "bilgi"}


def test_unread_text_is_a_warning_and_text_that_names_no_parcel_a_note(town):
    town.on(town.asset("A"), None, durum="okunamadi")
    town.on(town.asset("B"), None, durum="parsel_yok")
    unread, silent = town.findings("parsel_okunamadi"), town.findings("parsel_metninde_parsel_yok")
    assert [(f.varlik, f.onem) for f in (*unread, *silent)] == [("A", "uyari"), ("B", "bilgi")]
    assert "“ham metin”" in unread[0].tr


def test_parcels_of_unknown_cadastral_area_are_one_note_an_asset(town):
    town.asset("A")
    for number in ("1", "2"):
        town.on("A", town.parcel(number))
    town.on(town.asset("B"), town.parcel("3", tapu="Sefaköy"))
    found = town.findings("tapu_mahallesi_bilinmiyor")
    assert [(f.varlik, len(f.ayrinti["parseller"])) for f in found] == [("A", 2)]


def test_owners_that_differ_on_one_parcel_of_one_mahalle_contradict(town):
    parcel = town.parcel("7")
    for kod, owner in (("A", "belediye"), ("B", "hazine")):
        town.on(town.asset(kod), parcel)
        town.owned(kod, owner)
    (found,) = town.findings("cakisan_parsel")
    assert [side["sahip"] for side in found.ayrinti["degerler"]] == [["belediye"], ["hazine"]]
    assert "Hazine" in found.tr and "treasury" in found.en


def test_assets_of_one_owner_may_share_a_parcel(town):
    parcel = town.parcel("7")
    for kod in ("A", "B"):
        town.on(town.asset(kod), parcel)
        town.owned(kod, "belediye")
    assert town.findings("cakisan_parsel") == []


def test_an_asset_beside_a_parcel_does_not_claim_it(town):
    parcel = town.parcel("7")
    town.on(town.asset("A"), parcel)
    town.on(town.asset("B"), parcel, iliski="yani")
    town.owned("A", "belediye")
    town.owned("B", "hazine")
    assert town.findings("cakisan_parsel") == []


def test_records_that_are_linked_claim_a_parcel_together(town):
    parcel = town.parcel("7")
    for kod, owner in (("A", "belediye"), ("B", "hazine")):
        town.on(town.asset(kod), parcel)
        town.owned(kod, owner)
    town.run(
        "INSERT INTO kbs.esleme (ilce_kodu, belge, a_tablo, a_satir, b_tablo, b_satir, a_kod, b_kod, tur, durum, puan, "
        "kanit) VALUES (1823, 'x', 'a', 1, 'b', 2, 'B', 'A', 'parca', 'otomatik', 1, '[]')"
    )
    assert town.findings("cakisan_parsel") == []


def test_one_number_in_two_mahalle_is_two_parcels_until_the_cadastral_area_is_known(town):
    parcel = town.parcel("7")
    town.on(town.asset("A"), parcel)
    town.on(town.asset("B", mahalle_kod="iki"), parcel)
    (found,) = town.findings("ayni_numara")
    assert found.onem == "bilgi" and "ayrı parseller" in found.tr
    assert town.findings("cakisan_parsel") == []
    town.run("UPDATE kbs.parsel SET tapu_mahallesi = 'Sefaköy'")
    assert town.findings("ayni_numara") == []
    assert len(town.findings("cakisan_parsel")) == 1


def test_an_empty_register_is_one_finding_and_a_filled_one_names_its_gaps(town):
    for number in ("1", "2", "3"):
        town.on(town.asset(f"A{number}"), town.parcel(number))
    assert [f.ayrinti for f in town.findings("parsel_cizimsiz")] == [{"sayi": 3}]
    town.run(f"UPDATE kbs.parsel SET geom = {SQUARE} WHERE parsel = '1'")
    assert [f.parsel for f in town.findings("parsel_cizimsiz")] == ["-.-.2", "-.-.3"]


def test_a_registered_area_far_from_the_polygon_is_found(town):
    geom = "ST_Multi(ST_Transform(ST_MakeEnvelope(400000, 4540000, 400100, 4540100, 5254), 4326))"
    town.parcel("1", area=10_100, geom=geom)
    town.parcel("2", area=12_500, geom=geom)
    (found,) = town.findings("parsel_alani_farkli")
    assert found.parsel == "-.-.2"
    assert [side["deger"] for side in found.ayrinti["degerler"]] == [12500, pytest.approx(10_000, abs=1)]


def test_an_asset_larger_than_its_parcels_is_found(town):
    for kod, area in (("A", 900), ("B", 1200)):
        town.asset(kod, alan_m2=area)
        town.on(kod, town.parcel(f"1{kod}", area=400))
        town.on(kod, town.parcel(f"2{kod}", area=600))
    town.asset("C", alan_m2=5000)
    town.on("C", town.parcel("3C", area=400))
    town.on("C", town.parcel("4C"))  # its area is unknown: nothing can be said
    assert [f.varlik for f in town.findings("alan_parselden_buyuk")] == ["B"]


def test_an_asset_more_than_100_m_outside_its_mahalle_is_an_error(town):
    town.asset("A", konum="SRID=4326;POINT(28.785 41.0105)")  # 55 m
    town.asset("B", konum="SRID=4326;POINT(28.785 41.0120)")  # 222 m
    town.asset("C", konum="SRID=4326;POINT(28.785 41.0120)", belirsizlik_m=500)
    found = town.findings("mahalle_disinda")
    assert {f.varlik: f.onem for f in found} == {"B": "hata", "C": "uyari"}
    assert found[0].ayrinti["uzaklik_m"] == pytest.approx(222, abs=2)


def test_computed_boundaries_prove_nothing(town):
    town.asset("B", konum="SRID=4326;POINT(28.785 41.0120)")
    town.run("UPDATE kbs.mahalle SET sinir_kesinligi = 'yaklasik'")
    assert town.findings("mahalle_disinda") == []


def test_what_has_no_position_or_no_mahalle_is_named_but_not_what_is_withheld(town):
    town.asset("A", mahalle_kod=None)
    town.asset("B", mahalle_kod=None, erisim="gizli")
    assert [f.varlik for f in town.findings("konumsuz")] == ["A"]
    assert [f.varlik for f in town.findings("mahalle_bilinmiyor")] == ["A"]


def event(town: Town, line: int, tur: str, **columns) -> str:
    kod = f"OLY-{line}"
    source = town.run(
        "INSERT INTO kbs.kaynak (ilce_kodu, belge, yil, tablo, satir_bas, satir_son) VALUES (1823, 'Belge', 2024, "
        "'kamulastirmalar', %s, %s) RETURNING id", line, line,
    ).fetchone()[0]  # fmt: skip
    names = "".join(f", {name}" for name in columns)
    town.run(
        f"INSERT INTO kbs.tasinmaz_islemi (ilce_kodu, kod, tur, kaynak_id{names}) VALUES (1823, %s, %s, %s"
        f"{', %s' * len(columns)})",
        kod, tur, source, *columns.values(),
    )  # fmt: skip
    return kod


def of(town: Town, kod: str, parcel: int) -> None:
    town.run(
        "INSERT INTO kbs.islem_parsel (ilce_kodu, islem_id, sira, parsel_id, iliski, durum, atif, ham_metin) "
        "SELECT 1823, id, 1, %s, 'uzerinde', 'okundu', 'atıf', 'ham' FROM kbs.tasinmaz_islemi WHERE kod = %s",
        parcel, kod,
    )  # fmt: skip


def test_more_than_the_parcel_cannot_be_expropriated(town):
    event(town, 10, "kamulastirma", alan_m2=500, parsel_alani_m2=400)
    event(town, 20, "kamulastirma", alan_m2=400, parsel_alani_m2=400)
    assert [(f.satirlar, f.onem) for f in town.findings("kamulastirma_parselden_buyuk")] == [([(10, 10)], "hata")]


def test_documents_and_the_register_that_give_a_parcel_other_areas_are_told_together(town):
    parcel, quiet = town.parcel("1", tapu="Sefaköy", area=1000), town.parcel("2", area=1000)
    for line, area, on in ((10, 1000, parcel), (20, 1200, parcel), (30, 1000, quiet)):
        of(town, event(town, line, "kamulastirma", parsel_alani_m2=area), on)
    (found,) = town.findings("parsel_alani_celiskili")
    assert found.parsel == "sefakoy.-.1"
    assert sorted(side["deger"] for side in found.ayrinti["degerler"]) == [1000, 1000, 1200]


def test_a_mahalle_in_place_of_the_cadastral_area_is_doubted_until_the_register_has_the_parcel(town):
    parcel = town.parcel("1", tapu="Bir")
    of(town, event(town, 10, "kamulastirma", supheli="Kuşku"), parcel)
    event(town, 20, "madde18", supheli="Başka kuşku")
    (found,) = town.findings("tapu_mahallesi_supheli")
    assert found.ayrinti["supheli"] == "Kuşku"
    assert [f.satirlar for f in town.findings("supheli_kayit")] == [[(20, 20)]]  # the other doubt is told already
    town.run(f"UPDATE kbs.parsel SET geom = {SQUARE}")
    assert town.findings("tapu_mahallesi_supheli") == []


def test_an_event_on_the_parcel_of_a_withheld_asset_is_not_told(town):
    parcel = town.parcel("1")
    town.on(town.asset("A", erisim="gizli"), parcel)
    of(town, event(town, 10, "kira_alinan", supheli="Kuşku"), parcel)
    assert town.findings("islem_varliksiz") == town.findings("supheli_kayit") == []
    assert town.findings("parsel_cizimsiz") == []


def test_land_of_the_municipality_that_is_leased_to_it_contradicts(town):
    parcel = town.parcel("1")
    town.on(town.asset("A"), parcel)
    town.owned("A", "belediye")
    of(town, event(town, 10, "kira_alinan", mahalle_kod="bir"), parcel)
    # The asset's own text calls the relation “uzerinde” as the lease does: the same parcels in the same mahalle.
    (found,) = town.findings("hak_celiskisi")
    assert found.varlik == "A" and found.satirlar == [(10, 10)]


def test_an_event_without_a_parcel_is_a_note(town):
    event(town, 10, "madde18")
    of(town, event(town, 20, "madde18"), town.parcel("1"))
    assert [(f.satirlar, f.onem) for f in town.findings("islem_parselsiz")] == [([(10, 10)], "bilgi")]
