"""A CSV of somebody's own, read into values by mahalle."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.domain.neighbourhoods import Neighbourhood
from kbs_envanter.webmap.thematic_choice import BadChoice, read
from kbs_envanter.webmap.thematic_upload import BadFile, form_fields, read_table

PLACES = [
    Neighbourhood("atakent", "Atakent", ("Aatakent",)),
    Neighbourhood("istasyon", "İstasyon", ("Halkalı İstasyon",)),
    Neighbourhood("halkali-merkez", "Halkalı Merkez"),
]


def faults(content: str, column: str = "") -> list[str]:
    with pytest.raises(BadFile) as refused:
        read_table(content.encode(), PLACES, column)
    assert all(fault.tr and fault.en for fault in refused.value.faults)
    return [f"{fault.satir}: {fault.tr}" for fault in refused.value.faults]


def test_rows_of_one_mahalle_are_summed_in_any_spelling():
    table = read_table(b"Mahalle;Adet\nATAKENT MAH.;1.200,5\natakent;2\nAatakent;1\n", PLACES)
    assert table.degerler == {"atakent": 1203.5}
    assert (table.sutun, table.satirlar) == ("Adet", 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1254"])
def test_turkish_letters_are_read_in_every_encoding(encoding):
    table = read_table("Mahalle Adı,değer\nHalkalı İstasyon,3\n".encode(encoding), PLACES)
    assert table.degerler == {"istasyon": 3}


def test_without_a_column_of_numbers_rows_are_counted():
    table = read_table("mahalle;konu\nAtakent;park\nAtakent;yol\nHalkalı Merkez;yol\n".encode(), PLACES)
    assert table.degerler == {"atakent": 2, "halkali-merkez": 1}
    assert table.sutun is None


def test_a_code_names_its_mahalle_too():
    assert read_table(b"mahalle_kod,n\nhalkali-merkez,4\n", PLACES).degerler == {"halkali-merkez": 4}


def test_the_column_may_be_named():
    content = b"mahalle;yil;deger\nAtakent;2024;7\n"
    assert read_table(content, PLACES, "DEĞER").degerler == {"atakent": 7}
    assert "başlıklar: mahalle, yil, deger" in faults(content.decode(), "nufus")[0]


def test_an_empty_cell_is_not_known_rather_than_wrong():
    assert read_table(b"mahalle;n\nAtakent;5\nHalkali Merkez;\n", PLACES).degerler == {"atakent": 5}


def test_every_faulty_row_is_named_and_nothing_is_drawn():
    found = faults("mahalle;n\nAtakent;1\nOlmayan;2\nAtakent;çok\n;4\nAtakent;9\n")
    assert [text.split(":")[0] for text in found] == ["3", "4", "5"]
    assert "“Olmayan”" in found[0]
    assert "“çok” sayı değil" in found[1]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "başlık"),
        ("mahalle;n\n", "en az bir satır"),
        ("yer;n\nAtakent;1\n", "“mahalle” sütunu yok"),
        ("mahalle;n\nAtakent;1;2\n", "3 hücre var"),
        ("mahalle;n\n" + "Atakent;1\n" * 5001, "5.000"),
        ("mahalle;n\n" + "Atakent;1\n" * 100_001, "1 MB"),
        ("mahalle;n\nAtakent;" + "9" * 30 + "\n", "sayı değil"),
    ],
)
def test_a_file_that_cannot_be_drawn_says_why(content, says):
    assert says in faults(content)[0]


def test_a_column_without_any_value_is_refused():
    assert "değeri olan satır yok" in faults("mahalle;n\nAtakent;\n", "n")[0]


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(BadFile):
        read_table(b"mahalle\x00\x81\x8d", PLACES)


@given(st.binary(max_size=300), st.sampled_from(["multipart/form-data; boundary=x", "multipart/form-data", "a\xff/b"]))
def test_no_body_breaks_the_reader_of_forms(body, content_type):
    for sent in (body, b'--x\r\nContent-Disposition: form-data; name="dosya"\r\n\r\n' + body + b"\r\n--x--\r\n"):
        with contextlib.suppress(BadFile):
            read_table(form_fields(content_type, sent).get("dosya", b""), PLACES)


def test_a_file_comes_out_of_a_form_as_it_went_in():
    content = "mahalle;n\r\nİstasyon;1\r\n".encode("cp1254")
    body = b'--x\r\nContent-Disposition: form-data; name="dosya"; filename="a.csv"\r\n\r\n' + content + b"\r\n--x--\r\n"
    assert form_fields("multipart/form-data; boundary=x", body) == {"dosya": content}


@given(
    st.dictionaries(st.sampled_from(["gosterge", "oran", "sinif", "yontem", "palet", "degerler"]), st.text(max_size=20))
)
def test_an_address_is_read_or_refused_in_words(query):
    try:
        choice = read(query, ["atakent"])
    except BadChoice as refused:
        assert refused.tr
        assert refused.en
    else:
        assert 3 <= choice.sinif <= 7


@pytest.mark.parametrize("values", ["", "atakent", "atakent:nan", "atakent:1e300", "olmayan:1", "atakent:1,atakent:2"])
def test_values_in_an_address_are_checked(values):
    with pytest.raises(BadChoice):
        read({"gosterge": "dosya", "degerler": values}, ["atakent"])
