"""Natural persons' names end at the reader's door, whatever the page looks like."""

import itertools
import re
from collections.abc import Iterator

import pytest

from kbs_envanter.report.persons import Party, named_companies, read_party
from kbs_envanter.report.record import write_csv
from kbs_envanter.report.rented_in import COLUMNS as IN_COLUMNS
from kbs_envanter.report.rented_in import read_rented_in
from kbs_envanter.report.rented_out import COLUMNS as OUT_COLUMNS
from kbs_envanter.report.rented_out import read_rented_out
from kbs_envanter.report.text import fold
from tests.unit.property_lists import COMMITTED, NAMES, needs_real_report, real_lines, report_of

IN_LIST = """KiRALANAN TAŞINMAZLAR

ADRES ADA/PARSEL FAALiYET TAŞINMAZIN CiNSi MALiKi

1 Kanarya Mahallesi
Gül Sokak 0/41 Kurs

Merkezi
3. (650 m2) ve 4. (740 m2)

Katlar Zülfikar Örnekoğlu

2 Fatih Mahallesi
Lale Sokak 1401/16

Sosyal
Tesis Otoparkı

Otopark Olarak Kullanılan
Boş Parsel (800 m2)

Perihan Denemecigil
Ferhunde Misalgil

      Necmettin Tasviroğlu
 Zülfikar Örnekoğlu
""".split("\n")
OUT_LIST = """KiRALANAN TAŞINMAZLAR

NO ADRES ADA/PARSEL iŞiN ADI
KiRAYA

VERiLEN
ALAN

KiRACI SÖZLEŞME
TARiHi

1 Fatih Mah. Gül Sk. 694/12 Yemek İşi 11,119.00 m2 Necmettin

TASVİROĞLU 10.05.2022

2 Lale Cad. 0/8675
1 Nolu Bağımsız
Bölüm (Kapıcı

Dairesi)
102.20 m2

Site
Yönetimi

Adına
Perihan Denemecigil

28.10.2022

3 Atakent Mah. 242. Cad. 1476/1
Kafeterya

15 m2 Ferhunde Misalgil 18.11.2024
 iMAR UYGULAMA iŞLEMLERi
""".split("\n")
MADE_UP = "zulfikar ornekoglu perihan denemecigil ferhunde misalgil necmettin tasviroglu".split()


@pytest.mark.parametrize(
    "text",
    [
        "Bilim Özel Eğt. Kurumları Tic. A.Ş.",
        "Lale İnşaat San. ve Tic. Ltd. Şti.",
        "Ahmet Örnekoğlu Vakfı",
        "Küçükçekmece Belediyesi",
        "Milli Eğitim Müdürlüğü",
        "S.S. Gül Kadın Kooperatifi",
        "T.C. Ziraat Bankası",
        "Sahil Yapı Kooperatifi",
        "İBB",
    ],
)
def test_a_legal_form_or_an_institution_keeps_its_name(text: str) -> None:
    assert read_party(text) == Party("tuzel_kisi", text)


@pytest.mark.parametrize("text", ["Deniz Su Ürünleri", "Foto Menekşe Fotoğrafçılık", "TED Yapı", "Lale Balıkçılık"])
def test_a_line_of_business_keeps_its_name_and_says_that_the_form_is_not_told(text: str) -> None:
    party = read_party(text)

    assert (party.tur, party.ad) == ("tuzel_kisi", text)
    assert "iş kolundan" in party.supheli


@pytest.mark.parametrize(
    "text",
    [
        "Zülfikar Örnekoğlu",
        "Zülfikar ÖRNEKOĞLU",
        "ZÜLFİKAR ÖRNEKOĞLU",
        "Zülfikar Örnekoğlu Perihan Denemecigil",
        "Zülfikar Balıkçı",  # a surname made of a trade
        "Zülfikar Örnekoğlu Balıkçılık",  # a trade name that holds a whole name
        "Örnekoğlu",
        "A.Ş.",  # initials
        "ÖRNEKTAŞ",  # nothing says that it is a company
        "Belediye Personeli Zülfikar Örnekoğlu",
        "Şahıs",
    ],
)
def test_whatever_is_not_proved_is_a_person_and_loses_its_name(text: str) -> None:
    party = read_party(text)

    assert (party.tur, party.ad) == ("gercek_kisi", "")
    assert not {fold(word) for word in text.split()} & set(fold(party.supheli).split())


def test_who_signs_for_a_body_is_dropped_and_the_body_stays() -> None:
    party = read_party("Site Yönetimi Adına Zülfikar Örnekoğlu")

    assert (party.tur, party.ad) == ("tuzel_kisi", "Site Yönetimi")
    assert party.supheli


def test_an_acronym_is_a_company_when_the_report_says_so_elsewhere() -> None:
    companies = named_companies(report_of("4- ÖRTAŞ (BELEDİYE iŞTİRAKi) 12", "Lale Gıda A.Ş. ile"))

    assert read_party("ÖRTAŞ", companies) == Party("tuzel_kisi", "ÖRTAŞ")
    assert read_party("Örtaş", companies).tur == "gercek_kisi"


def test_an_empty_cell_is_no_party() -> None:
    assert read_party("  ") == Party("")


def _damaged(lines: list[str]) -> Iterator[list[str]]:
    """The list whole, with each line missing, joined to the next, at the head of a page, and all run together."""
    yield lines
    for at in range(1, len(lines) - 1):
        yield [*lines[:at], *lines[at + 1 :]]
        yield [*lines[:at], f"{lines[at]} {lines[at + 1]}", *lines[at + 2 :]]
        yield [*lines[:at], f" {lines[at].lstrip()}", *lines[at + 1 :]]
    yield [line for line in lines if line.strip()]


def _written(lines: list[str], tmp_path) -> str:
    report = report_of(*lines)
    write_csv(tmp_path / "in.csv", IN_COLUMNS, read_rented_in(report, NAMES))
    write_csv(tmp_path / "out.csv", OUT_COLUMNS, read_rented_out(report, NAMES))
    return fold((tmp_path / "in.csv").read_text("utf-8") + (tmp_path / "out.csv").read_text("utf-8"))


def test_no_name_of_a_made_up_list_is_written_even_when_the_page_is_damaged(tmp_path) -> None:
    assert len(read_rented_in(report_of(*IN_LIST), NAMES)) == 2
    assert len(read_rented_out(report_of(*OUT_LIST), NAMES)) == 3
    for damaged in [*_damaged(IN_LIST), *_damaged(OUT_LIST)]:
        assert not set(MADE_UP) & set(_written(damaged, tmp_path).split())


def test_nothing_is_logged_or_printed_while_reading(capsys, caplog) -> None:
    with caplog.at_level(0):
        read_rented_in(report_of(*IN_LIST), NAMES)
        read_rented_out(report_of(*OUT_LIST), NAMES)

    assert (capsys.readouterr().out, capsys.readouterr().err, caplog.text) == ("", "", "")


def _real_names() -> list[list[str]]:
    """Folded words of each owner's and tenant's cell that is no company, found without the reader.

    Owners follow a closing bracket, and perhaps ``Katlar``, up to the next number; tenants stand between area and date.
    """
    lines = real_lines()
    heads = [no for no, line in enumerate(lines) if fold(line) == "kiralanan tasinmazlar"]
    end = next(no for no, line in enumerate(lines) if no > heads[-1] and "UYGULAMA iŞLEM" in line)
    taken, given = "\n".join(lines[heads[0] : heads[1]]), "\n".join(lines[heads[1] : end])
    cells = re.findall(r"\)\s+(?:Kat\w*\s+)?((?:[^\W\d_]+\s+)+?)(?=\d|Belediyenin)", taken)
    cells += re.findall(r"m2\s+([^\d]*?)\s+\d{1,2}\.\d{2}\.\d{4}", given)
    company = re.compile(r"TAŞ$|A\.Ş\.|Balık|Foto|Ürünleri|Yapı|Market")
    names = [fold(cell.split("Adına")[-1]).split() for cell in cells if not company.search(cell)]
    return [name for name in names if len(name) > 1]


@needs_real_report
def test_no_name_of_the_real_lists_is_in_any_committed_table() -> None:
    # Every assertion below sees numbers only: a failure must not print a name either.
    names = _real_names()
    cells = len(names)
    assert cells >= 7
    tables = {path.name: fold(path.read_text("utf-8")) for path in COMMITTED.parent.rglob("*.csv")}
    assert tables

    found = [
        (table, number)
        for table, text in tables.items()
        for number, words in enumerate(names)
        for pair in itertools.pairwise(words)
        if f" {' '.join(pair)} " in f" {text} "
    ]
    assert found == []


@needs_real_report
def test_no_single_word_of_a_real_name_is_in_the_lease_tables_where_owners_and_tenants_stood() -> None:
    words = {word for name in _real_names() for word in name}
    tables = [fold((COMMITTED / f"{table}.csv").read_text("utf-8")) for table in ("kiralananlar", "kiraya_verilenler")]
    elsewhere = {
        word for line in real_lines() if re.search(r"Mah|Sokak|Sk\.|Cad|ADRES", line) for word in fold(line).split()
    }

    found = len((words - elsewhere) & set(" ".join(tables).split()))
    assert found == 0


@needs_real_report
def test_no_name_of_the_real_lists_survives_damage(tmp_path) -> None:
    lines = list(real_lines())
    block = [*lines[4060:4061], *lines[7819:8116]]
    words = {word for name in _real_names() for word in name}
    secret = words - set(_written(block, tmp_path).split())
    count = len(secret)
    assert count > 20

    leaks = sum(
        bool(secret & set(_written(damaged, tmp_path).split()))
        for number, damaged in enumerate(_damaged(block))
        if number % 6 == 0
    )
    assert leaks == 0
