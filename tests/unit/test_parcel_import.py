"""What of a parcel file is taken, and what is refused and why; the database is in tests/db."""

import contextlib
from decimal import Decimal

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon

from kbs_envanter.geocode.metric import to_metres
from kbs_envanter.pipeline.parcels import ParcelSourceRefused, Rejected, write_rejected
from kbs_envanter.pipeline.parcels.columns import area_name, find_columns, number_text, square_metres, text
from kbs_envanter.pipeline.parcels.records import Judged, judge
from kbs_envanter.pipeline.parcels.source import read_source
from tests.unit.parcel_files import AREAS, EAST, NORTH, options, record, square, write

BOW_TIE = Polygon([(EAST, NORTH), (EAST + 20, NORTH + 20), (EAST + 20, NORTH), (EAST, NORTH + 20)])


@pytest.fixture
def judged(tmp_path):
    def judge_records(*records, crs="EPSG:5254", crs_said=None, **said) -> Judged:
        chosen = options(crs=crs_said, **said)
        return judge(read_source(write(tmp_path / "parseller.gpkg", list(records), crs=crs), chosen), chosen, AREAS)

    return judge_records


def refused(judged: Judged) -> list[tuple[int, str]]:
    return [(row.kayit, row.neden) for row in judged.rejected]


def columns(*names: str, said=None, area_said=False) -> dict[str, str]:
    return find_columns("p.gpkg", names, said or {}, area_said=area_said)


@pytest.mark.parametrize(
    "names",
    [
        ("tapumahallead", "adano", "parselno", "tapualan"),
        ("MAHALLE", "ADA", "PARSEL", "ALAN"),
        ("mahalleAd", "adaNo", "parselNo", "alan"),
        ("Tapu Mahallesi", "Ada_No", "Parsel No", "Yüzölçümü"),
        ("TapuMahall", "ada_no", "parsel_no", "tapualan"),
    ],
)
def test_the_usual_names_of_columns_are_known(names):
    assert columns(*names) == dict(zip(("tapu_mahallesi", "ada", "parsel", "alan_m2"), names, strict=True))


def test_a_cadastral_area_outranks_an_administrative_mahalle():
    assert columns("mahalle", "tapumahallead", "ada", "parsel")["tapu_mahallesi"] == "tapumahallead"


def test_a_person_says_which_column_is_which():
    found = columns("BLOK", "P_NO", "parsel", "mahalle", said={"ada": "BLOK", "parsel": "P_NO"})
    assert (found["ada"], found["parsel"]) == ("BLOK", "P_NO")


@pytest.mark.parametrize(
    ("names", "said", "needed"),
    [
        (("mahalle", "ada", "NO"), {}, "--esle SÜTUN=parsel"),
        (("ada", "parsel"), {}, "--tapu-mahallesi AD"),
        (("mahalle", "ada", "ADANO", "parsel"), {}, "--esle ada=ada"),
        (("mahalle", "ada", "parsel"), {"ada": "BLOK"}, "--esle BLOK=ada olmaz"),
        (("mahalle", "ada", "parsel"), {"blok": "ada"}, "--esle ada=blok olmaz"),
    ],
)
def test_a_column_that_is_missing_doubtful_or_made_up_is_named_with_the_way_out(names, said, needed):
    with pytest.raises(ParcelSourceRefused) as refusal:
        columns(*names, said=said)
    assert needed in str(refusal.value)
    assert " / " in str(refusal.value)
    assert names[1] in str(refusal.value)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1198", "1198"), (1198, "1198"), (1198.0, "1198"), ("1198.0", "1198"), ("12/A", "12/A"), (" 12 /A", None),
        ("0041", "41"), ("0", None), (0.0, None), ("-", None), ("", None), (None, None), (float("nan"), None),
    ],
)  # fmt: skip
def test_numbers_come_as_text_and_none_is_none(cell, number):
    if cell == " 12 /A":
        with pytest.raises(ValueError):
            number_text(cell)
    else:
        assert number_text(cell) == number


@pytest.mark.parametrize("cell", ["372/1", "1-2", "12.5", "=1+1", "Park", "1" * 30])
def test_what_is_no_number_is_no_parcel(cell):
    with pytest.raises(ValueError):
        number_text(cell)


@given(st.text(max_size=20) | st.floats() | st.integers() | st.none())
def test_no_cell_breaks_the_reading(cell):
    text(cell)
    area_name(cell, AREAS)
    for read in (number_text, lambda value: square_metres(value, "ambiguous")):
        with contextlib.suppress(ValueError):
            read(cell)


@pytest.mark.parametrize(
    ("written", "name"),
    [("SEFAKOY", "Sefaköy"), ("halkalı mah.", "Halkalı"), ("İKİTELLİ MAHALLESİ", "İkitelli"), ("FİRUZKÖY", "Firuzköy")],
)
def test_cadastral_areas_are_spelled_one_way(written, name):
    assert area_name(written, AREAS) == name


def test_areas_are_read_by_the_style_of_their_column(judged):
    turkish = judged(record("1", alan="1.295,00"), record("2", alan="400"), record("3", alan="1.295"))
    american = judged(record("1", alan="1,295.50"), record("2", alan="400.125"), record("3", alan=""))
    assert [p.alan_m2 for p in turkish.parcels] == [Decimal("1295.00"), 400, 1295]
    assert [p.alan_m2 for p in american.parcels] == [Decimal("1295.50"), Decimal("400.125"), None]


def test_an_area_of_zero_is_unknown_and_a_word_is_refused(judged):
    found = judged(record("1", alan="0"), record("2", alan="geniş"), record("3", alan="-5"))
    assert [p.alan_m2 for p in found.parcels] == [None]
    assert refused(found) == [(2, "“geniş” alan değil"), (3, "“-5” alan değil")]


def test_a_parcel_without_ada_has_none_and_one_without_number_is_refused(judged):
    found = judged(record("1198", ada="0"), record("0"), record("372/1"))
    assert [p.key for p in found.parcels] == [("Sefaköy", None, "1198")]
    assert [row.reason for row in found.rejected] == ["no parcel number", "“372/1” is no block or parcel number"]


def test_a_record_without_cadastral_area_is_refused_and_the_option_gives_it(judged):
    rows = [record("1"), record("2", mahalle="")]
    assert refused(judged(*rows)) == [(2, "tapu mahallesi yok")]
    assert {p.key.tapu_mahallesi for p in judged(*rows, tapu_mahallesi="HALKALI").parcels} == {"Halkalı"}


def test_an_area_that_the_district_is_not_known_to_have_is_told(judged):
    assert judged(record("1"), record("2", mahalle="FİRUZKÖY")).unknown_areas == ["Firuzköy"]


def test_a_record_without_shape_is_still_a_parcel(judged):
    (parcel,) = judged(record(geom=None)).parcels
    assert parcel.geom is None


def test_a_line_is_refused(judged):
    found = judged(record("1"), record("2", geom=LineString([(EAST, NORTH), (EAST + 9, NORTH)])))
    assert refused(found) == [(2, "çizimi alan (polygon) değil")]


def test_a_shape_that_mending_would_alter_is_refused(judged):
    assert refused(judged(record("1"), record("2", geom=BOW_TIE))) == [
        (2, "çizimi geçersiz ve onarılınca alanı değişiyor")
    ]


def test_a_shape_that_only_repeats_a_spike_is_mended(judged):
    spike = Polygon(
        [
            (EAST, NORTH),
            (EAST + 20, NORTH),
            (EAST + 30, NORTH),
            (EAST + 20, NORTH),
            (EAST + 20, NORTH + 20),
            (EAST, NORTH + 20),
        ]
    )
    (parcel,) = judged(record(geom=spike)).parcels
    assert isinstance(parcel.geom, MultiPolygon)
    assert parcel.geom.is_valid


def test_heights_are_dropped_and_one_polygon_drawn_from_another_corner_is_the_same(judged):
    first = judged(record(geom=shapely.force_3d(square(), 45.0))).parcels[0].geom
    corners = list(square().exterior.coords)[:-1]
    second = judged(record(geom=Polygon(corners[2:] + corners[:2]))).parcels[0].geom
    assert not first.has_z
    assert first.equals_exact(second)


def test_a_record_outside_turkey_is_refused(judged):
    far = shapely.affinity.translate(square(), xoff=-900_000)
    assert refused(judged(record("1"), record("2", geom=far))) == [(2, "çizimi Türkiye'nin dışında")]


def test_a_record_whose_axes_are_swapped_is_told_so(judged):
    swapped = shapely.transform(square(), lambda points: points[:, ::-1])
    assert refused(judged(record("1"), record("2", geom=swapped))) == [(2, "koordinatları yer değiştirmiş görünüyor")]


def test_a_file_whose_axes_are_all_swapped_is_refused_as_such(judged):
    swapped = shapely.transform(square(), lambda points: points[:, ::-1])
    with pytest.raises(ParcelSourceRefused, match="look swapped"):
        judged(record(geom=swapped))


def test_a_file_that_lies_elsewhere_is_refused_as_such(judged):
    with pytest.raises(ParcelSourceRefused, match="outside Turkey"):
        judged(record(geom=shapely.affinity.translate(square(), xoff=-900_000)))


def test_one_parcel_twice_with_other_shapes_is_refused_twice(judged):
    found = judged(record("1"), record("2"), record("1", geom=square(3)))
    assert [p.key.parsel for p in found.parcels] == ["2"]
    assert [row.kayit for row in found.rejected] == [1, 3]
    assert "1, 3. kayıtlarda" in found.rejected[0].neden


def test_case_does_not_make_another_parcel(judged):
    found = judged(record("12/A"), record("12/a", geom=square(3)))
    assert [row.kayit for row in found.rejected] == [1, 2]


def test_one_parcel_twice_saying_the_same_is_one(judged):
    found = judged(record("1"), record("1"))
    assert (len(found.parcels), found.repeated, found.rejected) == (1, 1, [])


def test_an_area_beyond_the_tolerance_is_a_finding_and_no_reason_to_refuse(judged):
    found = judged(record("1", alan=400.0), record("2", alan=500.0))
    assert len(found.parcels) == 2
    (difference,) = found.area_differences
    assert (difference.parsel, difference.alan_m2) == ("Sefaköy 372/2", 500)
    assert difference.cizim_m2 == pytest.approx(Decimal(400), abs=Decimal("0.05"))


def test_areas_may_differ_by_two_percent_or_five_square_metres(judged):
    small, big = square(side=10.0), square(side=100.0)  # 100 and 10,000 m²
    found = judged(
        record("1", alan=104.5, geom=small), record("2", alan=105.5, geom=small),
        record("3", alan=10_150.0, geom=big), record("4", alan=10_300.0, geom=big),
    )  # fmt: skip
    assert [difference.parsel for difference in found.area_differences] == ["Sefaköy 372/2", "Sefaköy 372/4"]


def test_the_list_of_rejected_records_opens_as_text_in_a_spreadsheet(tmp_path):
    write_rejected(tmp_path / "r.csv", [Rejected("p.gpkg", 7, "=HYPERLINK(1)", "neden", "reason")])
    lines = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["dosya,kayit,parsel,neden,reason", "p.gpkg,7,'=HYPERLINK(1),neden,reason"]


@pytest.mark.parametrize(
    ("crs", "metres"),
    # The change of datum from ED50 is known to some 2 m; without it the place would be 150 m off.
    [("EPSG:5254", 0.01), ("EPSG:4326", 0.01), ("EPSG:3857", 0.01), ("EPSG:2320", 2.0), ("EPSG:23035", 2.0)],
)
def test_any_coordinate_system_leads_to_the_same_place(judged, crs, metres):
    (parcel,) = judged(record(), crs=crs).parcels
    assert to_metres(parcel.geom).hausdorff_distance(square()) < metres


def test_a_coordinate_system_whose_datum_nobody_can_relate_is_refused(judged):
    with pytest.raises(ParcelSourceRefused, match="no known transformation"):
        judged(record(), crs_said="+proj=tmerc +lon_0=30 +ellps=bessel +x_0=500000 +units=m +type=crs")
