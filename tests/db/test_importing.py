"""Imports against the database: matching, permissions, the history, the command line."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from uuid import uuid4

import openpyxl
import psycopg
import pytest
from sqlalchemy import text

from kbs_envanter.domain.permissions import Role, Who
from kbs_envanter.pipeline.editing_state import read_states
from kbs_envanter.pipeline.importing import (
    ImportOptions,
    ImportRefused,
    apply_preview,
    make_preview,
    read_file,
    suggest,
)
from kbs_envanter.pipeline.undo import undo
from kbs_envanter.pipeline.writing import Writer
from kbs_envanter.store.database import engine
from kbs_envanter.store.models import Kullanim

ILCE = 1823
PLANNER, OFFICER = Who("plan", Role.PLANLAMA), Who("emlak", Role.EMLAK)


@pytest.fixture
def connection(inventory):
    made = engine(inventory)
    with made.begin() as opened:
        yield opened


def preview(connection, rows, *, who=PLANNER, name="parklar.csv", **options):
    sheet = read_file(rows.encode() if isinstance(rows, str) else rows, name)
    chosen = replace(ImportOptions(suggest(sheet), "park"), **options)
    return make_preview(connection, who, sheet, chosen, ilce_kodu=ILCE)


def outcomes(made):
    return [row.islem for row in made.satirlar]


def reason(made, n=0):
    (fault,) = made.satirlar[n].kusurlar
    return f"{fault.sutun}: {fault.tr}"


def asset(connection, kod):
    return read_states(connection, ILCE, [kod], OFFICER)[kod].values()


def named(connection, kod="PRK-0002"):
    found = asset(connection, kod)
    names = dict(connection.execute(text("SELECT kod, ad FROM kbs.mahalle")).all())
    return found["ad"], names[found["mahalle_kod"]]


def test_a_row_is_known_by_its_code_or_by_name_and_neighbourhood(connection):
    name, mahalle = named(connection)
    rows = f"Kod;Ad;Mahalle;Alan\nprk-0001;;;5\n;{name.upper().replace('I', 'i')};{mahalle} Mah.;6\n;Bambaşka;Fatih;7\n"
    made = preview(connection, rows)
    assert outcomes(made) == ["degistir", "degistir", "ekle"]
    assert [row.kod for row in made.satirlar] == ["PRK-0001", "PRK-0002", None]
    assert made.satirlar[1].farklar[-1][0] == "alan_m2"


def test_a_doubtful_row_is_asked_back_with_its_candidates(connection):
    name, mahalle = named(connection)
    made = preview(connection, f"Kod;Ad;Mahalle\n;{name}ı;{mahalle}\n;{name};\n;{name};Fatih\nYENİ;{name}ı;{mahalle}\n")
    assert outcomes(made) == ["ret", "ret", "ekle", "ekle"]
    assert "PRK-0002" in reason(made) and "YENİ" in reason(made) and reason(made).startswith("Ad: ")
    assert "mahallesi karşılaştırılamıyor" in reason(made, 1)


def test_two_rows_of_one_asset_are_asked_back(connection):
    made = preview(
        connection, "Kod;Ad;Mahalle;Alan\nPRK-0001;;;5\nPRK-0001;;;6\n;Yeni Yer;Fatih;1\n;YENİ YER;fatih;2\n"
    )
    assert outcomes(made) == ["degistir", "ret", "ekle", "ret"] and "2. satır" in reason(made, 1)


def test_an_empty_cell_changes_nothing_and_an_unchanged_row_is_told(connection):
    before = asset(connection, "PRK-0002")
    made = preview(connection, f"Kod;Ad;Mahalle;Adres;Alan\nPRK-0002;{before['ad']};;;-\n")
    assert outcomes(made) == ["ayni"] and not made.edits


def test_every_fault_names_its_row_and_column(connection):
    rows = "Ad;Mahalle;Alan;Tür;Enlem;Boylam\nA;Kadıköy;çok;gemi;x;y\nB;Fatih;-4;park;41,5;28,1\n"
    made = preview(connection, rows)
    assert outcomes(made) == ["ret", "ret"] and made.satirlar[0].no == 2
    assert {fault.sutun for fault in made.satirlar[0].kusurlar} == {"Mahalle", "Alan", "Tür", "Enlem"}
    assert {fault.sutun for fault in made.satirlar[1].kusurlar} == {"Alan", "Enlem"}
    assert all(fault.tr and fault.en for row in made.satirlar for fault in row.kusurlar)


def test_numbers_are_read_by_the_style_of_their_column(connection):
    rows = "Kod;Alan\nPRK-0001;1.250,50\nPRK-0002;1.045\nPRK-0003;12,5 m²\n"
    made = preview(connection, rows)
    assert [row.farklar[0][2] for row in made.satirlar] == ["1250.5", "1045", "12.5"] and not made.notlar
    made = preview(connection, "Kod;Alan\nPRK-0001;1.045\n")
    assert made.satirlar[0].farklar[0][2] == "1045" and "binlik" in made.notlar[0][0]


def test_rights_and_parcels_are_for_those_who_may_set_them(connection):
    rows = "Kod;Ada;Parsel;Mülkiyet\nPRK-0001;512;9;Maliye Hazinesi\n"
    assert outcomes(preview(connection, rows)) == ["ret"]
    made = preview(connection, rows, who=OFFICER)
    assert outcomes(made) == ["degistir"]
    assert {"parseller", "mulkiyet"} == {field for field, _, _ in made.satirlar[0].farklar}


def test_a_withheld_asset_is_not_there_for_a_planner(connection):
    kod, ad = connection.execute(text("SELECT kod, ad FROM kbs.varlik WHERE erisim = 'gizli'")).one()
    rows = f"Kod;Ad;Mahalle;Pafta\n{kod};;;F21\n;{ad};Fatih;F21\n"
    made = preview(connection, rows)
    assert outcomes(made) == ["ret", "ret"] and "yok" in reason(made)
    assert kod not in json.dumps([f.tr for f in made.satirlar[1].kusurlar])
    assert outcomes(preview(connection, f"Kod;Pafta\n{kod};F21\n", who=OFFICER)) == ["degistir"]


def test_a_point_is_a_decision_with_the_stated_precision(connection):
    there = connection.execute(
        text("SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_PointOnSurface(geom) p FROM kbs.mahalle WHERE kod = 'fatih') x")
    ).one()
    rows = "Ad;Mahalle;Enlem;Boylam;Kesinlik\n" + f"Nokta Parkı;Fatih;{there[1]};{there[0]};Kapı numarası\n"
    made = preview(connection, rows.replace(".", ","), belirsizlik_m=7.0)
    done = apply_preview(connection, PLANNER, made, ilce_kodu=ILCE, dosya="a.csv", neden="ölçüldü", mode="hepsi")
    placed = asset(connection, done.kodlar[0])["konum"]
    assert (placed["kesinlik"], placed["belirsizlik_m"]) == ("kapi", 7.0)
    assert connection.scalar(text("SELECT count(*) FROM kbs.konum_karari WHERE kim = 'plan'")) == 1
    again = preview(connection, f"Kod;Enlem;Boylam\n{done.kodlar[0]};{there[1]:.6f};{there[0]:.6f}\n")
    assert outcomes(again) == ["ayni"]


def test_an_import_is_one_change_that_says_who_why_and_from_which_file(connection):
    made = preview(connection, "Kod;Ad;Mahalle;Alan;Kullanım\nPRK-0001;;;5;Spor\n;Yeni;Fatih;1;Oyun\n")
    how = {"ilce_kodu": ILCE, "dosya": "parklar.csv", "mode": "hepsi"}
    done = apply_preview(connection, PLANNER, made, neden="yıllık liste", **how)
    row = connection.execute(
        text("SELECT id, tur, kim, neden, nereden, gecerlilik FROM kbs.degisiklik ORDER BY id DESC")
    ).first()
    assert row[:5] == (done.degisiklik, "ice_aktarma", "plan", "yıllık liste", "dosya parklar.csv") and row[5]
    assert (done.eklenen, done.degisen, done.kodlar[0][:4]) == (1, 1, "PRK-")
    with pytest.raises(ImportRefused, match="neden"):
        apply_preview(connection, PLANNER, made, neden=" ", **how)


def test_a_whole_import_is_undone_row_by_row(connection):
    everything = text("SELECT jsonb_agg(to_jsonb(v) ORDER BY kod) FROM kbs.varlik v")
    uses = text("SELECT jsonb_agg(to_jsonb(k) ORDER BY varlik_id, sira) FROM kbs.kullanim k")
    before = [connection.scalar(each) for each in (everything, uses)]
    codes = [kod for (kod,) in connection.execute(text("SELECT kod FROM kbs.varlik WHERE tur = 'park'"))]
    made = preview(
        connection, "Kod;Ad;Mahalle;Alan;Kullanım\n" + "".join(f"{k};;;77;Oyun\n" for k in codes) + ";Y;Fatih;1;\n"
    )
    done = apply_preview(connection, PLANNER, made, ilce_kodu=ILCE, dosya="a", neden="deneme", mode="hepsi")
    assert connection.scalar(everything) != before[0]
    undo(connection, ILCE, done.degisiklik, who=PLANNER, why="yanlış", where="deneme")
    assert [connection.scalar(each) for each in (everything, uses)] == before


def test_more_assets_than_a_statement_has_parameters_are_read_and_written(connection):
    many = [f"PRK-{n}" for n in range(70_000)]
    assert set(read_states(connection, ILCE, [*many, "PRK-0001"], PLANNER)) == {"PRK-0001"}
    writer = Writer(connection, ILCE, document="x", year=2025)
    writer.children(Kullanim, "varlik_id", {uuid4(): [] for _ in range(70_000)})


def command(url, tmp_path, *said):
    environment = {"KBS_DATABASE_URL": url, "KBS_DURUM_DIZINI": str(tmp_path / "durum"), "PATH": "/usr/bin:/bin",
                   "KBS_VERI_AYNASI": str(tmp_path / "yok"), "COLUMNS": "200"}  # fmt: skip
    arguments = [sys.executable, "-m", "kbs_envanter", *map(str, said)]
    return subprocess.run(arguments, capture_output=True, text=True, env=environment, timeout=120)


def test_the_command_previews_then_takes_and_says_by_its_exit_code(inventory, tmp_path):
    file = tmp_path / "parklar.csv"
    file.write_text("Kod;Ad;Mahalle;Alan\nPRK-0001;;;55\n;Komutla Gelen;Fatih;9\n;Kötü;Kadıköy;9\n", encoding="cp1254")
    seen = command(inventory, tmp_path, "ice-aktar", file, "--reddedilenler", tmp_path / "ret.csv")
    assert seen.returncode == 3, seen.stderr
    assert "Komutla Gelen" in seen.stdout and "Kadıköy" in seen.stdout and "ISO-8859-9" in seen.stderr
    assert "Kadıköy" in (tmp_path / "ret.csv").read_text("utf-8-sig")
    refused = command(inventory, tmp_path, "ice-aktar", file, "--onayla")
    with psycopg.connect(inventory) as connection:
        area = "SELECT alan_m2 FROM kbs.varlik WHERE kod = 'PRK-0001'"
        assert refused.returncode == 3 and connection.execute(area).fetchone()[0] != 55
    taken = command(inventory, tmp_path, "ice-aktar", file, "--onayla", "--iyileri-al", "--json", "--neden", "liste")
    told = json.loads(taken.stdout)
    assert taken.returncode == 3 and told["sonuc"]["eklenen"] == 1 and told["sonuc"]["degisen"] == 1
    with psycopg.connect(inventory) as connection:
        assert connection.execute(area).fetchone()[0] == 55
        (kim, nereden) = connection.execute(
            "SELECT kim, nereden FROM kbs.degisiklik WHERE tur = 'ice_aktarma'"
        ).fetchone()
    assert (kim, nereden) == ("kbs-envanter", "dosya parklar.csv")


def test_a_template_of_the_command_is_filled_in_and_taken(inventory, tmp_path):
    file = tmp_path / "sablon.xlsx"
    assert command(inventory, tmp_path, "sablon", "spor_tesisi", "-o", file).returncode == 0
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    titles = {cell.value: cell.column for cell in page[1]}
    for title, value in {"Ad": "Şablondan Salon", "Mahalle": "Cennet", "Ada/Parsel": "512/9", "Alan (m²)": 900}.items():
        page.cell(3, titles[title], value)
    out = io.BytesIO()
    book.save(out)
    file.write_bytes(out.getvalue())
    taken = command(inventory, tmp_path, "ice-aktar", file, "--onayla", "--json")
    told = json.loads(taken.stdout)
    assert taken.returncode == 0 and told["tur"] == "spor_tesisi" and told["sonuc"]["kodlar"][0].startswith("SPR-")


@pytest.mark.parametrize(
    "said, why",
    [
        (["yok.csv"], "okunamıyor"), (["parklar.csv", "--esle", "Ad"], "SÜTUN=alan"), (["parklar.csv", "--tur", "gemi"], "tür yok"),
        (["parklar.csv", "--esle", "Ad=renk"], "olmaz"), (["parklar.csv", "--crs", "TM30"], "tanınmıyor"),
        (["parklar.csv", "--onayla"], "--crs ile seçin"),
    ],
)  # fmt: skip
def test_the_command_says_what_is_wrong_in_both_languages(inventory, tmp_path, said, why):
    (tmp_path / "parklar.csv").write_text("Ad;Mahalle;X;Y\nPark;Atakent;397000;4541000\n", encoding="utf-8")
    answer = command(inventory, tmp_path, "ice-aktar", tmp_path / said[0], *said[1:])
    assert answer.returncode == 1 and why in answer.stderr and " / " in answer.stderr, answer.stderr
