"""Checks of totals and of what is said twice: made-up tables, then what the real report gets wrong."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.neighbourhoods import Neighbourhood, NeighbourhoodNames
from kbs_envanter.report.asset_checks import check_areas, check_facilities
from kbs_envanter.report.checks import COLUMNS, read_findings
from kbs_envanter.report.count_checks import check_counts
from kbs_envanter.report.findings import Finding, Verdict
from kbs_envanter.report.performance_checks import check_performance
from kbs_envanter.report.record import Row
from kbs_envanter.report.statement_checks import check_statements
from kbs_envanter.report.text import Report
from kbs_envanter.report.totals import check_totals
from tests.support import SHARED

MAHALLELER = (
    "Atakent|Atatürk|Beşyol|Cennet|Cumhuriyet|Fatih|Fevziçakmak|Gültepe|Halkalı Merkez|İnönü|İstasyon|"
    "Kanarya|Kartaltepe|Kemalpaşa|Mehmet Akif|Söğütlüçeşme|Sultanmurat|Tevfikbey|Yarımburgaz|Yenimahalle|Yeşilova"
)
NAMES = NeighbourhoodNames(Neighbourhood(ad, ad) for ad in MAHALLELER.split("|"))
REAL_REPORT = SHARED / "rapor" / "faaliyet-raporu-2024.txt"


def totals(text: str) -> list[Finding]:
    return check_totals(Report.from_text(text))


def verdicts(findings: list[Finding]) -> list[tuple[str, str, Verdict]]:
    return [(finding.yazan, finding.hesaplanan, finding.karar) for finding in findings]


def test_a_finding_is_a_row_of_five_cells():
    row = Finding("alan", "5-7", "10", "9", Verdict.FAILS).row()
    assert tuple(row) == COLUMNS
    assert row["karar"] == "tutmuyor"


def test_column_totals_that_hold_are_one_finding():
    [finding] = totals(
        "TABLO 1: ARAÇLAR\nTür Öz Kiralık Toplam\n\nKAMYON 0 6 6\n\nÇiFT KABiNLi \nKAMYONET 1 32 33\n\nTOPLAM 1 38 39\n"
    )
    assert finding == Finding("TABLO 1: ARAÇLAR: sütun toplamları", "4-9", "1; 38; 39", "1; 38; 39", Verdict.HOLDS)


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=9), st.integers(1, 900))
def test_any_wrong_total_is_found(values, error):
    rows = "\n\n".join(f"Satır adı {value}" for value in values)
    [right] = totals(f"TABLO 1: SAYILAR\n\n{rows}\n\nTOPLAM {sum(values)}\n")
    [wrong] = totals(f"TABLO 1: SAYILAR\n\n{rows}\n\nTOPLAM {sum(values) + error}\n")
    assert (right.karar, wrong.karar) == (Verdict.HOLDS, Verdict.FAILS)
    assert (wrong.yazan, wrong.hesaplanan) == (str(sum(values) + error), str(sum(values)))


def test_a_row_total_that_fails_is_found_with_its_line():
    findings = totals("TABLO 1: ARAÇLAR\n\nKAMYON 1 6 8\n\nOTOBÜS 2 3 4\n\nTOPLAM 3 9 12\n")
    assert ("8", "7", Verdict.FAILS) in verdicts(findings)
    assert [finding.satirlar for finding in findings if finding.karar is Verdict.FAILS] == ["3", "5"]


def test_a_cell_left_out_is_fitted_where_the_sums_allow_it():
    [finding] = totals("TABLO 1: PERSONEL\n\nYazı 24 - 21 45\n\nFen İşleri 27 3 30\n\nTOPLAM 51 3 21 75\n")
    assert (finding.yazan, finding.karar) == ("51; 3; 21; 75", Verdict.HOLDS)
    assert "5. satırda" in finding.ne


def test_rows_of_another_unit_do_not_count():
    [finding] = totals(
        "TABLO 1: FATURA\n\nSU 254\nTL 100,50\n\nM3 272\n\nGAZ 74\nTL 200,25\n\nM3 9999\n\nTOPLAM 300,75\n"
    )
    assert verdicts([finding]) == [("300,75", "300.75", Verdict.HOLDS)]


def test_page_furniture_inside_a_table_does_not_count():
    text = "TABLO 1: SAYILAR\n\nBir şey 4\n\n371\n\n FAALiYET RAPORU 2024\n\nİki şey 5\n\nTOPLAM 9\n"
    assert verdicts(totals(text)) == [("9", "9", Verdict.HOLDS)]


def test_a_grand_total_counts_the_total_above_it():
    findings = totals("TABLO 1: BÜTÇE\n\nYol 5 6\n\nSu 1 2\n\nTOPLAM 6 8\n\nDevir 4 2\n\nGENEL TOPLAM 10 10\n")
    assert [finding.karar for finding in findings] == [Verdict.HOLDS, Verdict.HOLDS]


def test_percentages_are_rounded_or_wrong():
    rounded = totals("TABLO 1: ORAN\n\nMemur 8 1,31\n\nİşçi 600 98,68\n\nTOPLAM 608 100\n")
    assert (Verdict.FAILS not in {finding.karar for finding in rounded}) and len(rounded) > 1
    wrong = totals("TABLO 1: ORAN\n\nMemur 12 %92\n\nİşçi 1 %25\n\nTOPLAM 13 %100\n")
    assert ("25", "8", Verdict.FAILS) in verdicts(wrong)


def test_a_sentence_about_a_total_is_no_table():
    assert (
        totals("Bir cümle.\n\nToplam 6 atölye çalışması düzenlenmiş, 120 çocuk katıldı.\nToplam Üye Sayısı 48.031\n")
        == []
    )


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("15.007 kişi, etkinliklerden 7.372 kişi olmak üzere toplam 22.379 kişi faydalandı.", Verdict.HOLDS),
        ("31 Aralık 2024 tarihi itibarıyla 607’si memur, 14’ü işçi olmak üzere toplamda 621 kişi.", Verdict.HOLDS),
        ("215 kişi, kurslardan 319 kişi olmak üzere toplam 535 kişi geldi.", Verdict.FAILS),
    ],
)
def test_sentences_that_add_up_are_checked(sentence, verdict):
    [finding] = check_statements(Report.from_text(f"Eğitimlerden yararlanan {sentence}\n"))
    assert finding.karar is verdict


def test_the_staff_of_a_directorate_is_the_same_in_table_and_chapter():
    table = "Park ve Bahçeler Müdürlüğü 17 - 369 - 386\n\n1.16.2. iNSAN KAYNAĞI\n"
    text = "Park ve Bahçeler Müdürlüğü, 1 müdür, 16 memur, 370 \nKİTAŞ personeli olmak üzere 387  kişiyle çalışır.\n"
    by_name = {finding.ne: finding for finding in check_statements(Report.from_text(table + text))}
    staff = by_name["Park ve Bahçeler Müdürlüğü: personel sayısı, tabloda ve bölümünde"]
    assert (staff.yazan, staff.hesaplanan, staff.karar) == ("386", "387", Verdict.FAILS)


PERFORMANCE = "SAYILARLA FEN iŞLERi MÜDÜRLÜĞÜ\n\nParke Yapım - 53117 40623 m2 1 Yıl Raporu\n\n"


def test_results_are_compared_with_targets_and_with_the_summary():
    findings = check_performance(
        Report.from_text(
            PERFORMANCE + "Parke yapılan alan m2 53117 40000 41000 102,50 •\n\nAsfalt ton Ton 5 40 20 60 •\n"
        )
    )
    failing = [finding for finding in findings if finding.karar is Verdict.FAILS]
    assert [(finding.yazan, finding.hesaplanan) for finding in failing] == [("60", "50"), ("40623", "41000")]


def test_a_rounded_figure_is_no_contradiction():
    report = Report.from_text(PERFORMANCE + "Parke yapılan alan m2 53117,5 40000 40623 101,56 •\n")
    [finding] = [one for one in check_performance(report) if one.karar is not Verdict.HOLDS]
    assert (finding.yazan, finding.hesaplanan, finding.karar) == ("53117", "53117,5", Verdict.ROUNDING)


def test_listed_places_and_bullets_are_counted():
    report = Report.from_text(
        "Parklarımızdan Cennet Mahallesi Nar Parkı, Fatih Mahallesi Ayva Parkı ve İnönü Mahallesi Elma Parkı Önü Yeşil "
        "Alan için toplamda 4 adet kamera kuruldu.\n\n• Fatih Mahallesi Bakımevi\n• Cennet Mahallesi Bakımevi olmak üzere "
        "2 mahallemizde hizmet verilir.\n"
    )
    assert verdicts(check_counts(report, NAMES)) == [("4", "3", Verdict.FAILS), ("2", "2", Verdict.HOLDS)]


def test_courses_are_counted():
    report = Report.from_text(
        "1- CENNET KÜLTÜR VE SANAT MERKEZi\nMerkezde 2 farklı branşta 9 grupta eğitim verilmiştir.\n\n"
        "1. Gitar (4 Grup)\n\n2. İngilizce A1 (3 Grup)\n\n1. Gitar (2 Grup)\n"
    )
    assert verdicts(check_counts(report, NAMES)) == [("2", "2", Verdict.HOLDS), ("9", "9", Verdict.HOLDS)]


def fact(bilgi: str, deger: str, tesis="İnönü Emekliler Lokali", mahalle="İnönü", line="9") -> Row:
    return {
        "satir_bas": line, "satir_son": line, "tesis": tesis, "mahalle": mahalle, "bilgi": bilgi, "deger": deger,
        "birim": "", "supheli": "",
    }  # fmt: skip


def test_parts_of_a_building_make_its_whole():
    findings = check_facilities(
        [
            fact("toplam_insaat_alani_m2", "385"),
            fact("kapali_insaat_alani_m2", "215"),
            fact("teras_alani_m2", "135"),
            fact("teras_m2", "131"),
            fact("kapasite_kisi", "150"),
            fact("oturma_alani_kisi", "68"),
            fact("teras_kisi", "82"),
        ]
    )
    assert verdicts(findings) == [
        ("385", "215 + 135 = 350", Verdict.FAILS),
        ("150", "68 + 82 = 150", Verdict.HOLDS),
        ("135", "131", Verdict.FAILS),
    ]


def table_row(**cells: str) -> Row:
    empty = dict.fromkeys(
        ("ad", "kullanim_amaci", "ada", "parsel_ham", "alan_m2", "mulkiyet_ham", "mahalle", "adres_ham"), ""
    )
    return {**empty, "satir_bas": "5", "satir_son": "9", **cells}


def lease(**cells: str) -> Row:
    return table_row(isin_adi="", kiraci="", **{"satir_bas": "70", "satir_son": "71"}) | cells


HALL = table_row(
    ad="Nar Sosyal Tesisleri", mahalle="Fatih", adres_ham="Fatih Mahallesi, Lale Sokak No: 5", alan_m2="214"
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"isin_adi": "Nar Sosyal Tesisi", "adres_ham": "Fatih Mah. 240. Sokak", "alan_m2": "1648.26"},
            [Verdict.FAILS],
        ),
        (
            {"isin_adi": "Sosyal Tesis Kafe", "adres_ham": "Fatih Mah. Lale Sk. No: 5", "alan_m2": "214"},
            [Verdict.HOLDS],
        ),
        ({"isin_adi": "Büfe", "adres_ham": "Fatih Mah. Lale Sk.", "alan_m2": "15"}, []),  # a part of it
        ({"isin_adi": "Ayva Sosyal Tesisi", "adres_ham": "Fatih Mah. Gül Sk.", "alan_m2": "15"}, []),  # another place
        ({"isin_adi": "Nar Sosyal Tesisi", "mahalle": "Cennet", "adres_ham": "Cennet Mah.", "alan_m2": "15"}, []),
    ],
)
def test_a_lease_of_the_whole_has_the_area_of_the_whole(cells, expected):
    findings = check_areas([HALL], [lease(**{"mahalle": "Fatih", **cells})], [], [])
    assert [finding.karar for finding in findings] == expected


def test_an_allocation_of_the_same_parcel_has_the_same_area():
    market = table_row(ad="Pazar", mahalle="Fatih", parsel_ham="1198-1261-5594", alan_m2="26515")
    allocation = table_row(mahalle="Fatih", parsel_ham="1198-1261- 5594", alan_m2="25600")
    assert verdicts(check_areas([market], [], [allocation], [])) == [("26515", "25600", Verdict.FAILS)]


def test_shares_of_the_owners_make_the_area():
    stadium = table_row(
        ad="Stat", mahalle="Fatih", alan_m2="61793.48", mulkiyet_ham="Belediye (39.776,72 m²) - Hazine (22.016,76 m²)"
    )
    [finding] = check_areas([stadium], [], [], [])
    assert finding.karar is Verdict.HOLDS


def test_the_withheld_shelter_is_in_no_finding():
    shelter = {**HALL, "ad": "Nar Kadın Konukevi"}
    assert (
        check_areas(
            [shelter],
            [lease(mahalle="Fatih", isin_adi="Nar Konukevi", adres_ham=HALL["adres_ham"], alan_m2="9")],
            [],
            [],
        )
        == []
    )


@pytest.fixture(scope="module")
def real() -> list[Row]:
    if not REAL_REPORT.exists():
        pytest.skip("the report is not on this machine")
    return read_findings(Report.from_text(REAL_REPORT.read_text(encoding="utf-8")), NAMES)


def test_what_the_real_report_gets_wrong_is_found(real):
    failing = {(row["yazan"], row["hesaplanan"].split(" = ")[-1]) for row in real if row["karar"] == "tutmuyor"}
    assert failing >= {
        ("26515", "25600"),
        ("214", "1648.26"),
        ("1062.12", "495.73"),
        ("280", "1000"),
        ("650", "1390"),
        ("45880", "600"),
        ("385", "350"),
        ("150", "148"),
        ("467", "564"),
        ("432", "430.65"),
        ("13", "14"),
        ("10,00", "10.6378"),
        ("270,9", "257.7"),
        ("13583,80", "13582.4"),
        ("32900", "32902"),
    }


def test_most_checks_of_the_real_report_hold(real):
    holding = [row for row in real if row["karar"] == "tutuyor"]
    assert len(holding) > 200
    assert {row["yazan"] for row in holding} >= {"48; 397; 445", "3068", "117"}
    lines = [int(row["satirlar"].split(";")[0].split("-")[0]) for row in real]
    assert lines == sorted(lines)
    assert all(Decimal(0) < Decimal(line) for line in lines)
