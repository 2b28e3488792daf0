"""``rapor oku``: every table of a report, or a clear answer and no file."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from kbs_envanter.pipeline.reading import CORRECTIONS, TABLES, read_folder, read_tables, write_tables
from kbs_envanter.pipeline.tables import known_names
from kbs_envanter.report.errors import ReportError
from kbs_envanter.settings import Settings
from tests.support import SHARED

DATA = Settings().veri_dizini
NAMES = known_names(DATA)
REPORT = SHARED / "rapor" / "faaliyet-raporu-2024.txt"
needs_real_report = pytest.mark.skipif(not REPORT.exists(), reason="the report is not on this machine")

MADE_UP = """2031 YILI FAALİYET RAPORU

TABLO 3:  iLÇEMiZDEKi SPOR TESiSLERi
Cinsi Mevkii Ada Parsel Alan Mülkiyet Durumu

Gül Spor Salonu Atakent Mahallesi 501 6 1.872,89 Küçükçekmece Belediyesi

Lale Halı Sahası İnönü Mahallesi - 10968 0 Maliye Hazinesi
"""


@pytest.fixture
def made_up(tmp_path) -> Path:
    file = tmp_path / "rapor.txt"
    file.write_text(MADE_UP, encoding="utf-8")
    return file


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kbs_envanter", "rapor", *map(str, arguments)], capture_output=True, text=True
    )


def test_every_table_becomes_a_file_and_what_is_missing_is_empty(made_up, tmp_path):
    write_tables(read_tables(made_up, NAMES, DATA), tmp_path / "cikti")
    assert {path.stem for path in (tmp_path / "cikti").iterdir()} == {table.name for table in TABLES}
    tables = read_folder(tmp_path / "cikti")
    assert [row["ad"] for row in tables["spor_tesisleri"]] == ["Gül Spor Salonu", "Lale Halı Sahası"]
    assert tables["spor_tesisleri"][0]["alan_m2"] == "1872.89"
    assert tables["hizmet_binalari"] == []


def test_a_correction_changes_the_cell_it_names_and_no_other(made_up, tmp_path):
    corrections = tmp_path / CORRECTIONS
    corrections.write_text(
        "tablo,satir_bas,sutun,eski,yeni,neden,satir\n"
        "spor_tesisleri,6,ad,Gül Spor Salonu,Güllü Spor Salonu,tabelada böyle,6\n"
        "spor_tesisleri,8,ad,Başka,Yok,uymuyor,8\n",
        encoding="utf-8",
    )
    read = read_tables(made_up, NAMES, DATA, corrections)
    assert [row["ad"] for row in read.rows["spor_tesisleri"]] == ["Güllü Spor Salonu", "Lale Halı Sahası"]
    assert read.corrected == 1
    assert "“Başka” bekleniyordu, “Lale Halı Sahası” okundu" in read.unapplied[0].tr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "boş"),
        ("Kapalı Pazar Alanı\nİlçemizin sorunları çözüldü".encode("cp1254"), "UTF-8 değil"),
        ("Başka bir metin.\n".encode(), "bilinen tabloların hiçbiri yok"),
        (b"\x00\x01\x02\x03", "metin dosyası değil"),
    ],
)
def test_an_unreadable_file_gets_a_clear_answer_and_leaves_no_file(tmp_path, content, said):
    file, folder = tmp_path / "rapor.txt", tmp_path / "cikti"
    file.write_bytes(content)
    with pytest.raises(ReportError, match=said):
        write_tables(read_tables(file, NAMES, DATA), folder)
    assert not folder.exists()


def test_the_command_reads_and_compares(made_up, tmp_path):
    first, second = tmp_path / "bir", tmp_path / "iki"
    assert command("oku", made_up, "--cikti", first).returncode == 0
    made_up.write_text(MADE_UP.replace("1.872,89", "1.900,00"), encoding="utf-8")
    assert command("oku", made_up, "--cikti", second).returncode == 0
    told = command("fark", first, second, "--csv", tmp_path / "fark.csv")
    assert told.returncode == 0
    with (tmp_path / "fark.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert (row["ne"], row["ad"], row["eski"], row["yeni"]) == ("degisti", "Gül Spor Salonu", "1872.89", "1900")


def test_the_command_says_what_is_wrong_in_two_languages_and_writes_nothing(tmp_path):
    told = command("oku", tmp_path / "yok.txt", "--cikti", tmp_path / "cikti")
    assert told.returncode == 1
    assert "dosya okunamadı" in told.stderr
    assert "cannot read the file" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "cikti").exists()


def test_corrections_are_few_and_each_has_a_reason_and_a_line():
    cells = sum(len(rows) * len(rows[0]) for rows in read_folder(DATA / "rapor-2024").values() if rows)
    with (DATA / "rapor-2024" / CORRECTIONS).open(encoding="utf-8", newline="") as file:
        corrections = list(csv.DictReader(file))
    assert len(corrections) < 0.02 * cells
    assert all(row["neden"] and row["satir"].split("-")[0].isdigit() for row in corrections)


@needs_real_report
def test_the_committed_tables_are_exactly_what_the_reader_writes(tmp_path):
    read = read_tables(REPORT, NAMES, DATA)
    assert read.unapplied == []
    write_tables(read, tmp_path)
    for table in TABLES:
        committed = (DATA / "rapor-2024" / f"{table.name}.csv").read_bytes()
        assert (tmp_path / f"{table.name}.csv").read_bytes() == committed, table.name
