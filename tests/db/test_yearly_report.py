"""A new year's report: matched, added, missing and contradicting assets; one change that can be taken back."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from kbs_envanter.domain.editing import Edit
from kbs_envanter.domain.errors import UserError
from kbs_envanter.domain.permissions import Role, Who
from kbs_envanter.pipeline.changes import change
from kbs_envanter.pipeline.editing import apply_edits
from kbs_envanter.pipeline.findings import check_inventory
from kbs_envanter.pipeline.prepare import prepare
from kbs_envanter.pipeline.tables import known_names
from kbs_envanter.pipeline.yearly import load_report
from kbs_envanter.pipeline.yearly_conflicts import decide_conflict, waiting_conflicts
from kbs_envanter.pipeline.yearly_tables import year_tables
from kbs_envanter.settings import Settings
from kbs_envanter.store.database import engine

ILCE = 1823
DATA = Settings().veri_dizini
ADMIN = Who("yonetici", Role.YONETICI)
PLANNER = Who("plan", Role.PLANLAMA)
NAMES = known_names(DATA)
# Everything that the public, staff and officers read: what an undo must bring back.
PUBLISHED = """
SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM (
    SELECT (kod, ad, adres, kullanim, ada_parsel, alan_m2, mulkiyet, rapor_yili, satir_bas, surum)::text
      FROM kbs.yayin_varlik
    UNION ALL SELECT (kod, tur, varlik_id, konu, tarih)::text FROM kbs.tasinmaz_islemi
    UNION ALL SELECT (kod, varlik_id, yapilan_is)::text FROM kbs.faaliyet
    UNION ALL SELECT (mahalle_kod, gosterge, yil, deger)::text FROM kbs.gosterge
    UNION ALL SELECT (belge, a_kod, b_kod, durum)::text FROM kbs.esleme
    UNION ALL SELECT (yil, varlik_id)::text FROM kbs.rapor_varlik) t"""


class Report:
    """A made-up report of 2025: the tables of 2024 on other lines and in another order, to be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(shutil.copytree(DATA / "rapor-2024", folder))
        for file in folder.glob("*.csv"):
            rows = self.rows(file.stem)
            for row in rows:
                for column in {"satir_bas", "satir_son", "kaynak_satirlari", "ayrinti_satirlari"} & row.keys():
                    row[column] = re.sub(r"\d+", lambda line: str(int(line[0]) + 11_000), row[column])
                row.update({"yil": "2025"} if "yil" in row else {})
            self.write(file.stem, rows)
        self.reorder("hizmet_binalari")

    def rows(self, table: str) -> list[dict[str, str]]:
        with open(self.folder / f"{table}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        with open(self.folder / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def reorder(self, table: str) -> None:
        rows = list(reversed(self.rows(table)))
        self.write(table, [row | {"sira": str(place)} for place, row in enumerate(rows, start=1)])

    def change(self, table: str, known: str, /, **values: str) -> None:
        rows = self.rows(table)
        (row,) = [row for row in rows if row["ad"] == known]
        row.update(values)
        self.write(table, rows)

    def drop(self, table: str, ad: str) -> None:
        self.write(table, [row for row in self.rows(table) if row["ad"] != ad])

    def add(self, table: str, **values: str) -> None:
        rows = self.rows(table)
        empty = dict.fromkeys(rows[0], "")
        place = {"sira": str(len(rows) + 1), "satir_bas": "19001", "satir_son": "19002"}
        self.write(table, [*rows, empty | place | values])


@pytest.fixture
def report(tmp_path) -> Report:
    return Report(tmp_path / "rapor-2025")


def apply(url, report, *, dry=False, year=2025):
    return load_report(engine(url), report.folder, year, data=DATA, ilce_kodu=ILCE, dry=dry)


def query(url, statement, **values):
    with engine(url).connect() as connection:
        return connection.execute(text(statement), values).all()


def asset(url, kod):
    (row,) = query(url, "SELECT * FROM kbs.varlik WHERE kod = :kod", kod=kod)
    return row


def edit(url, kod, **values):
    with engine(url).begin() as connection:
        apply_edits(
            connection,
            ADMIN,
            [Edit("degistir", kod, values)],
            ilce_kodu=ILCE,
            neden="yerinde görüldü",
            nereden="deneme",
        )


def undo(url, number):
    with change(engine(url), "geri_alma", neden="yanlış rapor") as connection:
        connection.execute(text("SELECT kbs.geri_al(:ilce, :numara)"), {"ilce": ILCE, "numara": number})


def kinds(url):
    found = {}
    for finding in check_inventory(url, DATA, ILCE):
        found.setdefault(finding.tur, []).append(finding)
    return found


def test_the_same_facts_on_other_lines_are_the_same_assets(inventory, report):
    made = apply(inventory, report)
    assert (len(made.of("eklendi")), len(made.of("raporda_yok")), len(made.of("degisti"))) == (0, 0, 0)
    assert len(made.of("ayni")) == 155
    assert asset(inventory, "BIN-0001").ad == "Atakent Kültür ve Sanat Merkezi"
    assert query(inventory, "SELECT DISTINCT rapor_yili FROM kbs.yayin_varlik") == [(2025,)]


def test_a_matched_asset_follows_the_report(inventory, report):
    before = asset(inventory, "BIN-0002")
    report.change("hizmet_binalari", before.ad, ad="Engelliler Merkezi", alan_ham="1500", alan_m2="1500")
    made = apply(inventory, report)
    after = asset(inventory, "BIN-0002")
    assert (after.ad, int(after.alan_m2)) == ("Engelliler Merkezi", 1500)
    (changed,) = made.of("degisti")
    assert (changed.kod, {name for name, _, _ in changed.fields}) == ("BIN-0002", {"ad", "alan"})


def test_what_the_report_leaves_empty_keeps_what_an_earlier_one_said(inventory, report):
    before = asset(inventory, "BIN-0001")
    report.change("hizmet_binalari", before.ad, alan_ham="", alan_m2="", mulkiyet_ham="")
    apply(inventory, report)
    assert asset(inventory, "BIN-0001").alan_m2 == before.alan_m2
    kept = query(inventory, "SELECT eskiden FROM kbs.rapor_varlik WHERE yil = 2025 AND varlik_id = :id", id=before.id)
    assert set(kept[0].eskiden) >= {"alan", "hak"}


def test_a_new_asset_gets_a_code_that_nobody_had(inventory, report):
    report.add("parklar", ad="Uydurma Çınar Parkı", alt_tur="park", mahalle="Atakent")
    made = apply(inventory, report)
    (new,) = made.of("eklendi")
    highest = query(inventory, "SELECT max(kod) FROM kbs.varlik WHERE tur = 'park'")
    assert new.kod == highest[0][0] == f"PRK-{len(report.rows('parklar')):04d}"
    assert asset(inventory, new.kod).ad == "Uydurma Çınar Parkı"


def test_a_missing_asset_is_flagged_and_stays(inventory, report):
    gone = asset(inventory, "SPR-0003")
    report.drop("spor_tesisleri", gone.ad)
    made = apply(inventory, report)
    assert [each.kod for each in made.of("raporda_yok")] == ["SPR-0003"]
    assert asset(inventory, "SPR-0003").ad == gone.ad
    assert [finding.varlik for finding in kinds(inventory)["raporda_yok"]] == ["SPR-0003"]


def test_what_a_person_edited_is_not_overwritten_but_waits_with_both_values(inventory, report):
    known = asset(inventory, "BIN-0002").ad
    edit(inventory, "BIN-0002", ad="Elle Yazılan Ad")
    report.change("hizmet_binalari", known, alan_ham="1500", alan_m2="1500")
    made = apply(inventory, report)
    after = asset(inventory, "BIN-0002")
    assert (after.ad, int(after.alan_m2)) == ("Elle Yazılan Ad", 1500)
    (changed,) = made.of("degisti")
    assert changed.conflicts == (("ad", "Elle Yazılan Ad", known),)
    with engine(inventory).connect() as connection:
        (waiting,) = waiting_conflicts(connection, ILCE, ADMIN)
    assert (waiting["mevcut"], waiting["rapor"]) == ({"ad": "Elle Yazılan Ad"}, {"ad": known})
    assert [finding.varlik for finding in kinds(inventory)["rapor_celiskisi"]] == ["BIN-0002"]


@pytest.mark.parametrize("verdict", ["mevcut", "rapor"])
def test_a_conflict_is_decided_once(inventory, report, verdict):
    known = asset(inventory, "BIN-0002").ad
    edit(inventory, "BIN-0002", ad="Elle Yazılan Ad", kullanimlar=["Sergi"])
    apply(inventory, report)
    with engine(inventory).connect() as connection:
        waiting = waiting_conflicts(connection, ILCE, ADMIN)
    assert {row["alan"] for row in waiting} == {"ad", "kullanim"}
    for row in waiting:
        decide_conflict(engine(inventory), ILCE, ADMIN, row["id"], verdict, neden="tabelaya bakıldı")
    uses = query(inventory, "SELECT k.ad FROM kbs.kullanim k JOIN kbs.varlik v ON v.id = k.varlik_id "
                            "WHERE v.kod = 'BIN-0002' ORDER BY sira")  # fmt: skip
    assert asset(inventory, "BIN-0002").ad == ("Elle Yazılan Ad" if verdict == "mevcut" else known)
    assert (uses == [("Sergi",)]) == (verdict == "mevcut")
    with pytest.raises(UserError, match="karar bekleyen"):
        decide_conflict(engine(inventory), ILCE, ADMIN, waiting[0]["id"], "rapor", neden="yine")
    assert "rapor_celiskisi" not in kinds(inventory)
    again = apply(inventory, report)  # the same report once more asks nothing that was decided
    with engine(inventory).connect() as connection:
        assert waiting_conflicts(connection, ILCE, ADMIN) == []
    assert again.of("eklendi") == []


def test_rights_are_decided_by_who_may_edit_rights(inventory, report):
    (row,) = query(inventory, "SELECT v.kod, v.ad FROM kbs.varlik v JOIN kbs.hak h ON h.varlik_id = v.id "
                              "WHERE h.ham_metin = 'Belediye' AND v.tur = 'bina' ORDER BY v.kod LIMIT 1")  # fmt: skip
    edit(inventory, row.kod, mulkiyet="Maliye Hazinesi")
    made = apply(inventory, report)
    (changed,) = made.of("degisti")
    assert changed.conflicts == (("haklar", None, None),), "the text of rights is shown to nobody here"
    with engine(inventory).connect() as connection:
        (waiting,) = waiting_conflicts(connection, ILCE, ADMIN)
    with pytest.raises(UserError, match="yetki"):
        decide_conflict(engine(inventory), ILCE, PLANNER, waiting["id"], "rapor", neden="x")
    decide_conflict(engine(inventory), ILCE, ADMIN, waiting["id"], "rapor", neden="tapuya bakıldı")
    texts = query(inventory, "SELECT ham_metin FROM kbs.hak h JOIN kbs.varlik v ON v.id = h.varlik_id "
                             "WHERE v.kod = :kod", kod=row.kod)  # fmt: skip
    assert set(texts) == {("Belediye",)}


def test_an_edit_that_was_undone_is_no_conflict(inventory, report):
    edit(inventory, "BIN-0002", ad="Elle Yazılan Ad")
    undo(inventory, query(inventory, "SELECT max(id) FROM kbs.degisiklik")[0][0])
    assert [each for each in apply(inventory, report).assets if each.conflicts] == []


def test_two_of_one_name_in_two_mahalle_are_two(inventory, report):
    park = asset(inventory, "PRK-0001")
    other = "Cennet" if park.mahalle_kod != "cennet" else "Atakent"
    report.change("parklar", park.ad, mahalle=other, adres_ham="", ada="", parsel_ham="")
    made = apply(inventory, report)
    assert ("PRK-0001", "raporda_yok") in {(each.kod, each.what) for each in made.assets}
    assert [each.ad for each in made.of("eklendi")] == [park.ad]


def test_a_pair_in_doubt_is_told(inventory, report):
    before = asset(inventory, "SPR-0001")
    report.change("spor_tesisleri", before.ad, ad=before.ad[: len(before.ad) // 2] + " (yenilendi)", alan_ham="")
    made = apply(inventory, report)
    assert [(each.kod, each.doubtful) for each in made.of("degisti")] == [("SPR-0001", True)]
    assert [finding.varlik for finding in kinds(inventory)["rapor_eslesmesi"]] == ["SPR-0001"]


def test_events_works_and_numbers_stand_beside_those_of_the_old_year(inventory, report):
    counted = "SELECT split_part(kod, '-', 2) AS yil, count(*) FROM kbs.{} GROUP BY 1 ORDER BY 1"
    before = {
        table: query(inventory, counted.format(table)) for table in ("tasinmaz_islemi", "faaliyet", "tesis_bilgisi")
    }
    links = "SELECT kod, varlik_id FROM kbs.faaliyet WHERE kod LIKE 'FAA-2024-%' ORDER BY kod"
    linked = query(inventory, links)
    apply(inventory, report)
    for table, ((year, number),) in before.items():
        assert query(inventory, counted.format(table)) == [(year, number), ("2025", number)], table
    assert query(inventory, "SELECT yil, count(*) > 200 FROM kbs.gosterge GROUP BY 1 ORDER BY 1") == [
        (2024, True), (2025, True)]  # fmt: skip
    assert query(inventory, "SELECT count(*) FROM kbs.faaliyet f JOIN kbs.kaynak q ON q.id = f.kaynak_id "
                            "WHERE q.yil::text <> split_part(f.kod, '-', 2)") == [(0,)]  # fmt: skip
    assert query(inventory, links) == linked
    new = query(inventory, links.replace("2024", "2025"))
    assert [row.varlik_id for row in new] == [row.varlik_id for row in linked], "works of the new year are linked alike"


def test_a_number_of_an_earlier_year_stays_the_earlier_reports(inventory, report):
    rows = report.rows("gostergeler")
    report.write("gostergeler", [row | {"yil": "2024", "deger": "1", "deger_ham": "1"} for row in rows])
    before = query(inventory, "SELECT mahalle_kod, gosterge, deger, kaynak_id FROM kbs.gosterge ORDER BY 1, 2")
    apply(inventory, report)
    assert query(inventory, "SELECT mahalle_kod, gosterge, deger, kaynak_id FROM kbs.gosterge ORDER BY 1, 2") == before


def test_a_dry_run_says_the_same_and_writes_nothing(inventory, report):
    report.drop("pazarlar", asset(inventory, "PZR-0001").ad)
    report.add("parklar", ad="Uydurma Çınar Parkı", alt_tur="park", mahalle="Atakent")
    before = query(inventory, PUBLISHED), query(inventory, "SELECT count(*) FROM kbs.gecmis")
    tried = apply(inventory, report, dry=True)
    assert (query(inventory, PUBLISHED), query(inventory, "SELECT count(*) FROM kbs.gecmis")) == before
    done = apply(inventory, report)
    assert (tried.assets, tried.events, tried.number) == (done.assets, done.events, None)
    assert done.number is not None


def test_a_report_is_one_change_and_is_taken_back_as_a_whole(inventory, report):
    edit(inventory, "BIN-0002", ad="Elle Yazılan Ad")
    before = query(inventory, PUBLISHED)
    report.change("parklar", asset(inventory, "PRK-0002").ad, alan_m2="77", alan_ham="77")
    report.add("parklar", ad="Uydurma Çınar Parkı", alt_tur="park", mahalle="Atakent")
    made = apply(inventory, report)
    (row,) = query(inventory, "SELECT tur, nereden, gecerlilik FROM kbs.degisiklik WHERE id = :id", id=made.number)
    assert row.tur == "rapor" and "rapor-2025" in row.nereden and row.gecerlilik.year == 2025
    undo(inventory, made.number)
    assert query(inventory, PUBLISHED) == before


def test_a_later_start_of_the_program_leaves_the_new_report_alone(inventory, report, offline):
    report.change("hizmet_binalari", asset(inventory, "BIN-0001").ad, ad="Atakent Sanat Merkezi")
    apply(inventory, report)
    told = "SELECT kod, ad, rapor_yili, surum FROM kbs.yayin_varlik ORDER BY kod"
    for _ in prepare(inventory, offline(inventory)):
        pass
    before = query(inventory, told)
    for _ in prepare(inventory, offline(inventory)):
        pass
    assert query(inventory, told) == before
    assert asset(inventory, "BIN-0001").ad == "Atakent Sanat Merkezi"


def test_the_withheld_asset_is_recognized_and_told_of_nowhere(inventory, report):
    made = apply(inventory, report)
    assert "BIN-0016" not in {each.kod for each in made.assets}
    (row,) = query(inventory, "SELECT erisim, q.yil FROM kbs.varlik v JOIN kbs.kaynak q ON q.id = v.kaynak_id "
                              "WHERE v.kod = 'BIN-0016'")  # fmt: skip
    assert tuple(row) == ("gizli", 2025)


def test_an_older_report_is_refused(inventory, report):
    with pytest.raises(UserError, match="daha yeni"):
        apply(inventory, report, year=2024)
    apply(inventory, report, year=2026)
    with pytest.raises(UserError, match="daha yeni"):
        apply(inventory, report, year=2025)


def test_a_report_of_another_year_than_the_one_asked_for_is_refused(tmp_path):
    file = tmp_path / "rapor.txt"
    file.write_text("2031 YILI FAALİYET RAPORU\n\nTABLO 3:  iLÇEMiZDEKi SPOR TESiSLERi\nCinsi Mevkii Ada Parsel Alan "
                    "Mülkiyet Durumu\n\nGül Spor Salonu Atakent Mahallesi 501 6 1.872,89 Küçükçekmece Belediyesi\n",
                    encoding="utf-8")  # fmt: skip
    with pytest.raises(UserError, match="2031"), year_tables(file, 2025, NAMES, DATA):
        pass
    with year_tables(file, 2031, NAMES, DATA) as tables:
        assert [row.ad for row in tables.assets["spor_tesisleri.csv"]] == ["Gül Spor Salonu"]


def test_a_faulty_table_is_refused_and_nothing_is_written(inventory, report):
    report.change("parklar", asset(inventory, "PRK-0001").ad, alan_m2="-5")
    before = query(inventory, PUBLISHED)
    with pytest.raises(UserError, match="alan_m2"):
        apply(inventory, report)
    assert query(inventory, PUBLISHED) == before
