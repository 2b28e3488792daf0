"""Leases taken and given: made-up rows with every oddity of the real lists, then the real lists, mutated."""

import pytest

from kbs_envanter.report.rented_in import COLUMNS as IN_COLUMNS
from kbs_envanter.report.rented_in import read_rented_in
from kbs_envanter.report.rented_out import COLUMNS as OUT_COLUMNS
from kbs_envanter.report.rented_out import read_rented_out
from tests.unit.property_lists import (
    NAMES,
    committed,
    needs_real_report,
    real_lines,
    report_of,
    with_page_breaks,
    without_lines,
)

IN_HEAD = ["KiRALANAN TAŞINMAZLAR", "", "ADRES ADA/PARSEL FAALiYET TAŞINMAZIN CiNSi MALiKi", ""]
OUT_HEAD = [
    "KiRALANAN TAŞINMAZLAR",
    "",
    "NO ADRES ADA/PARSEL iŞiN ADI",
    "KiRAYA ",
    "",
    "VERiLEN ",
    "ALAN",
    "",
    "KiRACI SÖZLEŞME ",
    "TARiHi",
    "",
]
OUT_END = [" iMAR UYGULAMA iŞLEMLERi ", "", "Tevhid İşlemleri"]
COMPANY = "4- ÖRTAŞ (BELEDİYE iŞTİRAKi) 12"


def rented_in(*body: str) -> list[dict[str, str]]:
    return read_rented_in(report_of(*IN_HEAD, *body), NAMES)


def rented_out(*body: str) -> list[dict[str, str]]:
    return read_rented_out(report_of(COMPANY, *OUT_HEAD, *body, *OUT_END), NAMES)


class TestTaken:
    def test_a_row_is_read_cell_by_cell_and_only_the_class_of_its_owner_is_kept(self) -> None:
        [row] = rented_in(
            "1 Kanarya Mahallesi ", "Gül Sokak 0/41 İSMEK Kurs ", "", "Merkezi",
            "3. (650 m2) ve 4. (740 m2) ", "", "Katlar Veli Örnekoğlu",
        )  # fmt: skip

        assert row == {
            "sira": "1",
            "satir_bas": "5",
            "satir_son": "11",
            "mahalle": "Kanarya",
            "adres_ham": "Kanarya Mahallesi Gül Sokak",
            "ada": "",
            "parsel_ham": "0/41",
            "faaliyet": "İSMEK Kurs Merkezi",
            "tasinmazin_cinsi": "3. (650 m2) ve 4. (740 m2) Katlar",
            "alan_m2": "1390",
            "malik_turu": "gercek_kisi",
            "supheli": "",
        }

    def test_a_company_that_owns_is_a_legal_body(self) -> None:
        [row] = rented_in("1 Fatih Mahallesi Gül Sokak 5/7 Halk Market", "", "Dükkân (81 m2) Lale İnşaat Ltd. Şti.")

        assert row["malik_turu"] == "tuzel_kisi"
        assert "Lale" not in str(row)

    def test_the_activity_in_brackets_belongs_to_the_kind_but_a_name_in_brackets_does_not(self) -> None:
        first, second = rented_in(
            "1 Fatih Mahallesi Gül Sokak 5/7 Halk Market", "Dükkân (Halk Market) (81 m2)", "Veli Örnekoğlu", "",
            "2 Fatih Mahallesi Lale Sokak 5/8 Arşiv", "Depo (Veli Örnekoğlu) (90 m2)", "Ayşe Misal",
        )  # fmt: skip

        assert first["tasinmazin_cinsi"] == "Dükkân (Halk Market) (81 m2)"
        assert second["tasinmazin_cinsi"] == "Depo"
        assert second["supheli"]

    def test_a_number_of_floors_at_the_start_of_a_line_begins_no_row(self) -> None:
        rows = rented_in(
            "1 Fatih Mahallesi Gül Sokak 5/7 Kurs Merkezi", "", "2 Katlı Binanın Zemin Katı", "Veli Örnekoğlu", "",
            "2 Kanarya Mahallesi Lale Sokak 0/9 Kurs Merkezi", "", "5 Katlı Bina", "Ayşe Misal",
        )  # fmt: skip

        assert [(row["sira"], row["parsel_ham"]) for row in rows] == [("1", "5/7"), ("2", "0/9")]
        assert rows[0]["tasinmazin_cinsi"] == "2 Katlı Binanın Zemin Katı"

    def test_two_shops_under_one_number_stay_one_row_with_both_addresses(self) -> None:
        [row] = rented_in(
            "1", "", "Mehmet Âkif Mah. ", "Gül Caddesi No: ", "", "4/A", "", "Mehmet Âkif Mah. ", "Gül Caddesi ", "",
            "No: 4/B", "", "270/37 Halk Market", "", "Dükkân (Halk Market) ", "(86.90 m2)", "",
            "Dükkân (Halk Market) ", "", "(81.52 m2)", "", "Veli Örnekoğlu",
        )  # fmt: skip

        assert row["adres_ham"] == "Mehmet Âkif Mah. Gül Caddesi No: 4/A; Mehmet Âkif Mah. Gül Caddesi No: 4/B"
        assert (row["ada"], row["alan_m2"], row["mahalle"]) == ("270", "168.42", "Mehmet Akif")

    def test_a_row_whose_parcel_is_not_told_is_kept_with_a_reason(self) -> None:
        [row] = rented_in("1 Fatih Mahallesi Gül Sokak Kurs Merkezi Bina Veli Örnekoğlu")

        assert row["sira"] == "1"
        assert "Parsel okunamadı" in row["supheli"]
        assert "Örnekoğlu" not in str(row)

    def test_the_list_ends_where_the_leases_given_begin(self) -> None:
        body = ["1 Fatih Mahallesi Gül Sokak 5/7 Kurs Merkezi", "Bina", "Veli Örnekoğlu", ""]
        given = ["1 Atakent Mahallesi Gül Sokak 5/9 Büfe 15 m2 ÖRTAŞ 13.08.2021"]
        report = report_of(COMPANY, *IN_HEAD, *body, *OUT_HEAD, *given, *OUT_END)

        assert [row["parsel_ham"] for row in read_rented_in(report, NAMES)] == ["5/7"]
        assert [row["parsel_ham"] for row in read_rented_out(report, NAMES)] == ["5/9"]

    def test_a_report_without_the_list_gives_no_rows(self) -> None:
        assert read_rented_in(report_of("BAŞKA BİR TABLO", "1 Fatih Mahallesi"), NAMES) == []


class TestGiven:
    def test_a_place_is_read_cell_by_cell(self) -> None:
        [row] = rented_out(
            "1 Halkalı Merkez Mahallesi ",
            "1. Gül Sokak Park Alanı Sosyal Tesis Kafe 495.73 m2 ÖRTAŞ 6.09.2022",
        )

        assert row == {
            "sira": "1",
            "satir_bas": "13",
            "satir_son": "14",
            "yer_no": "1",
            "mahalle": "Halkalı Merkez",
            "adres_ham": "Halkalı Merkez Mahallesi 1. Gül Sokak",
            "ada": "",
            "parsel_ham": "Park Alanı",
            "isin_adi": "Sosyal Tesis Kafe",
            "alan_ham": "495.73 m2",
            "alan_m2": "495.73",
            "kiraci": "ÖRTAŞ",
            "kiraci_turu": "tuzel_kisi",
            "sozlesme_tarihi_ham": "6.09.2022",
            "sozlesme_tarihi": "2022-09-06",
            "supheli": "",
        }

    def test_a_number_with_two_places_gives_two_rows(self) -> None:
        rows = rented_out(
            "2 Atakent Mahallesi ", "Gül Cad. No: 40-40/1 Park Alanı Büfe 638.00 m2 ÖRTAŞ 13.08.2021", "",
            "Atakent Mahallesi ", "Lale Caddesi 392/5 Kafe 293.00 m2 ÖRTAŞ 13.08.2021", "",
            "3 Fatih Mah. Gül Sk. 1/2 Büfe 10 m2 ÖRTAŞ 13.08.2021",
        )  # fmt: skip

        assert [(row["sira"], row["yer_no"]) for row in rows] == [("2", "1"), ("2", "2"), ("3", "1")]
        assert [row["adres_ham"] for row in rows[:2]] == [
            "Atakent Mahallesi Gül Cad. No: 40-40/1",
            "Atakent Mahallesi Lale Caddesi",
        ]

    @pytest.mark.parametrize(
        ("cell", "ada", "parsel"),
        [
            ("694/12", "694", "694/12"),
            ("0/8675", "", "0/8675"),
            ("0/1445         0/1446", "", "0/1445 0/1446"),
            ("5572", "", "5572"),
            (
                "12976 Parselin Batısında Bulunan Park Alanı",
                "",
                "12976 Parselin Batısında Bulunan Park Alanı",
            ),
            (
                "698 Parsel Güneyi, \n657 Ada 1 Parselin \n\nBatısında Kalan \n(Rekreasyon Alanı)",
                "",
                "698 Parsel Güneyi, 657 Ada 1 Parselin Batısında Kalan (Rekreasyon Alanı)",
            ),
            ("Park Alanı", "", "Park Alanı"),
            ("-", "", ""),
        ],
    )
    def test_every_way_to_write_a_parcel_is_told_from_address_and_business(
        self, cell: str, ada: str, parsel: str
    ) -> None:
        [row] = rented_out(
            *f"1 Fatih Mahallesi \n240. Sokak No: 13 ve 13/1 {cell} Otopark 7,140.00 m2 ÖRTAŞ 4.10.2024".split("\n")
        )

        assert (row["ada"], row["parsel_ham"], row["isin_adi"]) == (ada, parsel, "Otopark")
        assert row["adres_ham"] == "Fatih Mahallesi 240. Sokak No: 13 ve 13/1"

    @pytest.mark.parametrize(("printed", "value"), [("4.812,00m2", "4812"), ("11,119.00 m2", "11119"), ("35 m2", "35")])
    def test_areas_of_both_styles_are_read_by_their_shape(self, printed: str, value: str) -> None:
        [row] = rented_out(f"1 Fatih Mah. Gül Sk. 1/2 Büfe {printed} ÖRTAŞ 13.08.2021")

        assert (row["alan_ham"], row["alan_m2"]) == (printed, value)

    def test_a_lone_number_is_in_doubt_unless_it_is_a_parcel_elsewhere(self) -> None:
        row = "1 Fatih Mah. Gül Sk. 5572 Büfe 35 m2 ÖRTAŞ 13.08.2021"
        [alone] = rented_out(row)
        [confirmed] = read_rented_out(
            report_of(COMPANY, "Gül Anaokulu _ - 5572 2488,58 Belediye", *OUT_HEAD, row, *OUT_END), NAMES
        )

        assert "5572" in alone["supheli"]
        assert confirmed["supheli"] == ""

    def test_a_natural_person_leaves_no_trace_but_the_class(self) -> None:
        [row] = rented_out("1 Fatih Mah. Gül Sk. 1/2 Büfe 11,119.00 m2 Veli ", "", "ÖRNEKOĞLU 10.05.2022")

        assert (row["kiraci"], row["kiraci_turu"], row["supheli"]) == ("", "gercek_kisi", "")

    def test_an_unknown_neighbourhood_and_a_missing_one_are_in_doubt(self) -> None:
        unknown, missing = rented_out(
            "1 Fatihh Mah. Gül Sk. 1/2 Büfe 35 m2 ÖRTAŞ 10.05.2022",
            "2 830. Yanyol Cad. 1454/1 1 Nolu Balıkçı ", "Dükkânı 35 m2 ÖRTAŞ 10.05.2022",
        )  # fmt: skip

        assert (unknown["mahalle"], missing["mahalle"]) == ("", "")
        assert "“Fatihh”" in unknown["supheli"]
        assert missing["supheli"] == "Adreste mahalle yazılmamış"
        assert (missing["adres_ham"], missing["isin_adi"]) == ("830. Yanyol Cad.", "1 Nolu Balıkçı Dükkânı")

    def test_a_place_without_area_or_date_is_kept_without_what_may_be_a_name(self) -> None:
        without_area, without_date = rented_out(
            "1 Fatih Mah. Gül Sk. 1/2 Büfe Veli Örnekoğlu 10.05.2022", "",
            "2 Fatih Mah. Gül Sk. 1/3 Büfe 35 m2 Veli Örnekoğlu",
        )  # fmt: skip

        assert (without_area["isin_adi"], without_area["sozlesme_tarihi"]) == ("", "2022-05-10")
        assert "Alan okunamadı" in without_area["supheli"]
        assert (without_date["isin_adi"], without_date["sozlesme_tarihi"]) == ("Büfe", "")
        assert "Sözleşme tarihi okunamadı" in without_date["supheli"]

    def test_a_date_that_no_calendar_has_is_kept_raw_only(self) -> None:
        [row] = rented_out("1 Fatih Mah. Gül Sk. 1/2 Büfe 35 m2 ÖRTAŞ 31.02.2022")

        assert (row["sozlesme_tarihi_ham"], row["sozlesme_tarihi"]) == ("31.02.2022", "")

    def test_a_number_that_is_left_out_ends_no_list(self) -> None:
        rows = rented_out(
            "1 Fatih Mah. Gül Sk. 1/2 Büfe 35 m2 ÖRTAŞ 10.05.2022",
            "4 Fatih Mah. Gül Sk. 1/3 Büfe 35 m2 ÖRTAŞ 10.05.2022",
            "5 Fatih Mah. Gül Sk. 1/4 Büfe 35 m2 ÖRTAŞ 10.05.2022",
        )

        assert [row["sira"] for row in rows] == ["1", "4", "5"]

    def test_a_page_break_anywhere_changes_nothing(self) -> None:
        body = [
            "1 Atakent Mahallesi ", "240. Sokak No: 5", "", "698 Parsel Güneyi, ", "657 Ada 1 Parselin ", "",
            "Batısında Kalan ", "(Rekreasyon Alanı)", "", "Menekşe Sosyal ", "Tesisi 1,648.26 m2 ÖRTAŞ 4.10.2024", "",
            "2 Fatih Mah. Gül Sk. 1/2 Büfe 35 m2", "", "Lale ", "Özel Eğt. ", "Kurumları ", "Tic. A.Ş.", "", "13.01.2023", "",
            "3 Fatih Mah. Gül Sk. 1/3 Büfe 36 m2 Veli ", "", "ÖRNEKOĞLU 10.05.2022", "",
        ]  # fmt: skip
        expected = without_lines(rented_out(*body))

        assert [row["kiraci_turu"] for row in expected] == ["tuzel_kisi", "tuzel_kisi", "gercek_kisi"]
        for lines in with_page_breaks(OUT_HEAD, body):
            assert without_lines(read_rented_out(report_of(COMPANY, *lines, *OUT_END), NAMES)) == expected


@needs_real_report
class TestRealLists:
    def test_the_committed_tables_are_what_the_reader_reads(self) -> None:
        report = report_of(*real_lines())

        assert read_rented_in(report, NAMES) == committed("kiralananlar")
        assert read_rented_out(report, NAMES) == committed("kiraya_verilenler")
        assert (len(committed("kiralananlar")), len(committed("kiraya_verilenler"))) == (6, 27)
        assert tuple(committed("kiralananlar")[0]) == IN_COLUMNS
        assert tuple(committed("kiraya_verilenler")[0]) == OUT_COLUMNS

    def test_other_page_breaks_change_nothing(self) -> None:
        lines = real_lines()
        evidence = [*lines[4060:4061], *lines[992:993]]  # what confirms a company and a parcel
        for head, body, read, step in (
            (lines[7823:7827], lines[7827:7914], read_rented_in, 5),
            (lines[7916:7927], lines[7927:8113], read_rented_out, 9),
        ):
            expected = without_lines(read(report_of(*evidence, *head, *body, *OUT_END), NAMES))
            assert len(expected) in (6, 27)
            for broken in with_page_breaks(head, body, step):
                assert without_lines(read(report_of(*evidence, *broken, *OUT_END), NAMES)) == expected
