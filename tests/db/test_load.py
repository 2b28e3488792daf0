"""Loading the committed tables: all of it or nothing, again and again the same."""

import csv
import shutil
from pathlib import Path

import psycopg
import pytest

from kbs_envanter.pipeline.inputs import InputRefused
from kbs_envanter.pipeline.load import count_by_kind, load_inventory
from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.settings import Settings

DATA = Settings().veri_dizini
BUILDINGS = "rapor-2024/hizmet_binalari.csv"


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of the committed data that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "veri"))


def scalar(url: str, question: str):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def spoil(file: Path, row: int, column: str, value: str) -> None:
    with open(file, encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    rows[row][column] = value
    write(file, rows)


def write(file: Path, rows: list[dict[str, str]]) -> None:
    with open(file, "w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def refusal(database: str, data: Path) -> str:
    with pytest.raises(InputRefused) as refused:
        load_inventory(database, data, 1823)
    assert scalar(database, "SELECT count(*) FROM kbs.varlik") == 0, "something was half-loaded"
    assert scalar(database, "SELECT count(*) FROM kbs.mahalle") == 0
    return str(refused.value)


def test_all_assets_of_the_report_are_loaded(inventory):
    assert scalar(inventory, "SELECT count(*) FROM kbs.varlik WHERE tur = 'bina'") == 78
    counts = count_by_kind(inventory, 1823)
    assert counts["bina"] == 77
    assert counts["spor_tesisi"] == 14
    assert counts["park"] >= 50
    assert counts["pazar"] == 10


def test_every_asset_knows_its_lines_in_the_report(inventory):
    unsourced = (
        "SELECT count(*) FROM kbs.varlik v LEFT JOIN kbs.kaynak q ON q.id = v.kaynak_id WHERE q.satir_bas IS NULL"
    )
    assert scalar(inventory, unsourced) == 0


def test_every_parcel_text_is_kept_and_no_row_is_dropped(inventory):
    with open(DATA / BUILDINGS, encoding="utf-8", newline="") as file:
        written = {f"BIN-{int(row['sira']):04d}" for row in csv.DictReader(file) if row["ada"] or row["parsel_ham"]}
    with psycopg.connect(inventory) as connection:
        stored = connection.execute(
            "SELECT DISTINCT v.kod FROM kbs.varlik_parsel x JOIN kbs.varlik v ON v.id = x.varlik_id WHERE v.tur = 'bina'"
        )
        assert {kod for (kod,) in stored} == written


def test_a_place_beside_a_parcel_is_not_on_it(inventory):
    question = """
        SELECT x.iliski FROM kbs.varlik_parsel x
          JOIN kbs.varlik v ON v.id = x.varlik_id JOIN kbs.parsel p ON p.id = x.parsel_id
         WHERE v.ad LIKE 'Hobi Parkı Tesis%' AND (p.ada, p.parsel) = ('635', '1')"""
    assert scalar(inventory, question) == "guney"


def test_loading_again_changes_nothing(inventory, offline):
    state = "SELECT (SELECT count(*) FROM kbs.gecmis), (SELECT max(surum) FROM kbs.varlik), (SELECT count(*) FROM kbs.parsel)"
    with psycopg.connect(inventory) as connection:
        before = connection.execute(state).fetchone()
    for _ in prepare(inventory, offline(inventory)):
        pass
    with psycopg.connect(inventory) as connection:
        after = connection.execute(state).fetchone()
    assert after == before


def test_a_corrected_cell_is_a_new_version_of_that_asset_alone(inventory, data):
    versions = "SELECT kod, alan_m2, surum FROM kbs.varlik ORDER BY kod"
    with psycopg.connect(inventory) as connection:
        before = connection.execute(versions).fetchall()
    spoil(data / BUILDINGS, 0, "alan_m2", "10167")
    load_inventory(inventory, data, 1823)
    with psycopg.connect(inventory) as connection:
        after = connection.execute(versions).fetchall()
    assert set(after) - set(before) == {("BIN-0001", 10167, before[0][2] + 1)}


@pytest.mark.parametrize(
    ("column", "value", "tr", "en"),
    [
        ("alan_m2", "1.413,72", "noktayla yazın", "write it with a dot"),
        ("alan_m2", "çok", "noktayla yazın", "write it with a dot"),
        ("alan_m2", "-5", "sıfırdan büyük olmalı", "must be above zero"),
        ("sira", "iki", "tam sayı değil", "not a whole number"),
        ("ad", "", "boş olamaz", "must not be empty"),
        ("mahalle", "Kadıköy", "ilçenin mahallesi değil", "no mahalle of the district"),
        ("satir_son", "1", "satir_bas değerinden", "below satir_bas"),
    ],
)
def test_a_faulty_cell_is_refused_with_file_line_column_and_remedy(database, data, column, value, tr, en):
    spoil(data / BUILDINGS, 1, column, value)
    said = refusal(database, data)
    assert said.startswith(f"hizmet_binalari.csv, satır 3, sütun {column}: ")
    assert tr in said
    assert en in said


def test_a_wrong_header_is_refused_naming_the_right_one(database, data):
    file = data / BUILDINGS
    file.write_text(file.read_text("utf-8").replace("alan_m2", "alan", 1), "utf-8")
    said = refusal(database, data)
    assert "hizmet_binalari.csv, satır 1, sütun 10: başlık 'alan'" in said
    assert "sira,satir_bas,satir_son,ad" in said


def test_a_repeated_row_is_refused(database, data):
    file = data / BUILDINGS
    with open(file, encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    write(file, [*rows, rows[3] | {"sira": "79"}])
    said = refusal(database, data)
    assert "hizmet_binalari.csv, satır 80, sütun ad: 5. satırdaki kaydın aynısı" in said


def test_a_row_with_too_few_cells_is_refused(database, data):
    file = data / BUILDINGS
    file.write_text(file.read_text("utf-8") + "79,1,2\n", "utf-8")
    assert "satır 80, sütun 3: 14 hücre beklenirken 3 var" in refusal(database, data)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "ad;başlık".encode("cp1254")])
def test_a_file_in_another_encoding_is_refused(database, data, content):
    (data / BUILDINGS).write_bytes(content)
    assert "hizmet_binalari.csv" in refusal(database, data)


def test_a_missing_file_is_refused(database, data):
    (data / BUILDINGS).unlink()
    assert "dosya yok" in refusal(database, data)


def test_all_faults_of_all_files_are_told_at_once(database, data):
    spoil(data / BUILDINGS, 0, "sira", "x")
    spoil(data / BUILDINGS, 4, "mahalle", "Yok")
    spoil(data / "rapor-2024/parklar.csv", 0, "ad", "")
    said = refusal(database, data).splitlines()
    assert len(said) == 3


def test_a_position_under_another_assets_code_is_refused(inventory, data, offline):
    spoil(data / "geo/konumlar.csv", 0, "ad", "Başka bir yer")
    settings = offline(inventory).model_copy(update={"veri_dizini": data})
    before = scalar(inventory, "SELECT count(*) FROM kbs.gecmis")
    with pytest.raises(InputRefused, match=r"konumlar.csv, satır 2, sütun kod: .*düzeltin / .*correct"):
        list(prepare(inventory, settings))
    assert scalar(inventory, "SELECT count(*) FROM kbs.gecmis WHERE tablo = 'varlik'") <= before
