"""The parcel register: imports are whole, repeatable, and never guess which parcel is which."""

from datetime import date

import psycopg
import pytest
import shapely

from kbs_envanter.pipeline.inputs import InputRefused
from kbs_envanter.pipeline.parcels import Lineage, ParcelSourceRefused, load_lineage, load_parcels
from tests.unit.parcel_files import AREAS, options, record, square, write

DISTRICT = 1823
HEADER = (
    "eski_tapu_mahallesi,eski_ada,eski_parsel,yeni_tapu_mahallesi,yeni_ada,yeni_parsel,islem,tarih".split(",")
)  # fmt: skip


@pytest.fixture
def register(database):
    """URL of a database that has the district and nothing else."""
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO kbs.ilce VALUES (%s, 'Küçükçekmece')", [DISTRICT])
    return database


@pytest.fixture
def load(register, tmp_path):
    def load_records(*records, file="parseller.gpkg", **said):
        (tmp_path / file).unlink(missing_ok=True)
        return load_parcels(register, DISTRICT, write(tmp_path / file, list(records)), options(**said), AREAS)

    return load_records


@pytest.fixture
def lineage(register, tmp_path):
    def load_lines(*lines: str) -> Lineage:
        path = tmp_path / "soy.csv"
        path.write_text("\n".join([",".join(HEADER), *lines]), encoding="utf-8")
        return load_lineage(register, DISTRICT, path, imported=date(2025, 3, 1), areas=AREAS)

    return load_lines


def rows(url: str, question: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def history(url: str) -> int:
    return rows(url, "SELECT count(*) FROM kbs.gecmis")[0][0]


def test_parcels_are_stored_with_their_polygon_area_and_source(load, register):
    done = load(record("12/A", Nitelik="Arsa", Pafta="F21c", Durum="1"), record("7", ada="0", geom=None))
    assert (done.added, done.changed, done.same, done.without_polygon) == (2, 0, 0, 1)
    assert rows(
        register,
        "SELECT tapu_mahallesi, ada, parsel, alan_m2, nitelik, pafta, durum, belge, yil, tablo, satir_bas, "
        "round(ST_Area(ST_Transform(geom, 5254))) FROM kbs.parsel JOIN kbs.kaynak k ON k.id = kaynak_id ORDER BY parsel",
    ) == [
        ("Sefaköy", "372", "12/A", 400, "Arsa", "F21c", "1", "parseller.gpkg", 2025, "Parsel kaydı", None, 400),
        ("Sefaköy", None, "7", 400, None, None, None, "parseller.gpkg", 2025, "Parsel kaydı", None, None),
    ]


def test_a_second_import_of_the_same_file_changes_nothing(load, register):
    load(record("1"), record("2", ada=None, geom=None))
    before = history(register), rows(register, "SELECT xmin, * FROM kbs.parsel ORDER BY id")
    done = load(record("1"), record("2", ada=None, geom=None), imported=date(2026, 1, 1))
    assert (done.added, done.changed, done.same) == (0, 0, 2)
    assert (history(register), rows(register, "SELECT xmin, * FROM kbs.parsel ORDER BY id")) == before
    assert rows(register, "SELECT yil FROM kbs.kaynak") == [(2025,)]


def test_a_changed_polygon_updates_its_row_only(load, register):
    load(record("1"), record("2"))
    before = history(register)
    done = load(record("1", geom=square(side=30.0)), record("2"))
    assert (done.added, done.changed, done.same) == (0, 1, 1)
    assert history(register) == before + 1
    areas = "SELECT round(ST_Area(ST_Transform(geom, 5254))) FROM kbs.parsel ORDER BY parsel"
    assert rows(register, areas) == [(900,), (400,)]


def test_what_a_file_leaves_empty_does_not_erase_what_is_known(load, register):
    load(record("1", Nitelik="Arsa"))
    done = load(record("1", alan=None, geom=None), file="liste.gpkg")
    assert (done.changed, done.same) == (0, 1)
    assert rows(register, "SELECT alan_m2, nitelik, geom IS NULL FROM kbs.parsel") == [(400, "Arsa", False)]


def test_another_spelling_is_the_same_parcel_and_the_first_spelling_stays(load, register):
    load(record("12/A", mahalle="FİRUZKÖY"))
    done = load(record("12/a", mahalle="Firuzkoy"), file="b.gpkg")
    assert (done.added, done.same) == (0, 1)
    assert rows(register, "SELECT tapu_mahallesi, parsel FROM kbs.parsel") == [("Firuzköy", "12/A")]


def test_a_parcel_whose_cadastral_area_is_not_known_is_never_merged(load, register):
    with psycopg.connect(register) as connection:
        connection.execute("INSERT INTO kbs.parsel (ilce_kodu, ada, parsel) VALUES (%s, '372', '1')", [DISTRICT])
    load(record("1"))
    assert rows(register, "SELECT tapu_mahallesi, geom IS NULL FROM kbs.parsel ORDER BY id") == [
        (None, True),
        ("Sefaköy", False),
    ]


def test_rejected_records_do_not_hold_back_the_others(load, register):
    done = load(record("1"), record("Park"))
    assert (done.added, [row.kayit for row in done.rejected]) == (1, [2])
    assert rows(register, "SELECT parsel FROM kbs.parsel") == [("1",)]


def test_a_dry_run_tells_and_stores_nothing(load, register):
    assert load(record("1"), dry_run=True).added == 1
    assert (
        rows(register, "SELECT FROM kbs.parsel UNION ALL SELECT FROM kbs.kaynak UNION ALL SELECT FROM kbs.gecmis") == []
    )


def test_a_refused_file_leaves_the_register_as_it_was(load, register):
    load(record("1"))
    with pytest.raises(ParcelSourceRefused):
        load(record("2", geom=shapely.transform(square(), lambda points: points[:, ::-1])))
    assert rows(register, "SELECT parsel FROM kbs.parsel") == [("1",)]


def test_the_same_parcel_from_another_coordinate_system_is_the_same_row(register, tmp_path):
    for crs, file in (("EPSG:5254", "a.gpkg"), ("EPSG:4326", "b.gpkg")):
        done = load_parcels(register, DISTRICT, write(tmp_path / file, [record()], crs=crs), options(), AREAS)
    assert (done.added, done.changed, done.same) == (0, 0, 1)


def test_lineage_adds_the_parcels_it_names_and_is_repeatable(lineage, register):
    lines = ("SEFAKÖY,0,5011,Sefaköy,372,1,ifraz,2012-05-31", "SEFAKÖY,0,5011,Sefaköy,372,2,,")
    assert lineage(*lines) == Lineage(added=2, changed=0, same=0, parcels_added=3)
    before = history(register)
    assert lineage(*lines) == Lineage(added=0, changed=0, same=2, parcels_added=0)
    assert history(register) == before
    assert rows(
        register,
        "SELECT e.kod, y.kod, s.islem, s.tarih FROM kbs.parsel_soyu s JOIN kbs.parsel e ON e.id = s.eski_id "
        "JOIN kbs.parsel y ON y.id = s.yeni_id ORDER BY y.kod",
    ) == [
        ("sefakoy.-.5011", "sefakoy.372.1", "ifraz", date(2012, 5, 31)),
        ("sefakoy.-.5011", "sefakoy.372.2", None, None),
    ]


def test_a_corrected_step_of_a_lineage_is_changed(lineage):
    lineage(",,5011,,,5514,,")
    assert lineage(",,5011,,,5514,tevhid,2013-01-02") == Lineage(added=0, changed=1, same=0, parcels_added=0)


def test_a_lineage_uses_the_parcels_of_the_register(load, lineage):
    load(record("1"))
    assert lineage("Sefaköy,,5011,SEFAKÖY,372,1,,").parcels_added == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([",,5011,,,,,"], "satır 2, sütun yeni_parsel: boş olamaz"),
        ([",,Park,,,1,,"], "satır 2, sütun eski_parsel: 'Park' numara değil"),
        ([",1,5,,1,6,,", ",1,5,,1,5,,"], "satır 3, sütun yeni_parsel: parsel kendisinden doğamaz"),
        ([",1,5,,1,6,,", ",1,5,,1,6,ifraz,"], "satır 3, sütun eski_parsel: 2. satırdaki kaydın aynısı"),
        ([",1,5,,1,6,,31.05.2012"], "sütun tarih: '31.05.2012' tarih değil; 2024-05-31 gibi yazın"),
        ([",1,5,,1,6,,", ",1,6,,1,7,,", ",1,7,,1,5,,"], "parseller birbirinden doğuyor"),
    ],
)
def test_a_faulty_lineage_is_refused_whole(lineage, register, lines, said):
    with pytest.raises(InputRefused) as refusal:
        lineage(*lines)
    assert said in str(refusal.value)
    assert " / " in str(refusal.value)
    assert rows(register, "SELECT FROM kbs.parsel UNION ALL SELECT FROM kbs.parsel_soyu") == []


def test_a_circle_that_closes_over_two_files_is_refused(lineage):
    lineage(",1,5,,1,6,,")
    with pytest.raises(InputRefused, match="birbirinden"):
        lineage(",1,6,,1,5,,")
