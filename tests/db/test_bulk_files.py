"""Whole districts from folders of Parquet files."""

import json
import shutil

import httpx
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from bench.generate_country import Country
from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline.bulk import TABLES
from kbs_envanter.pipeline.bulk_files import load_folder
from tests.support import offline_settings, serving

COUNTRY = Country(assets=60, parcels=200, districts=2)
PROFILE = """
ilce_kodu = {code}
ad = "Ölçüm {code}"
il = "Deneme"
rapor_yili = 2024
tapu_mahalleleri = ["Sefaköy"]
[gorunum]
merkez = [40.0, 33.0]
"""


def write(folder, *, crs=None):
    """The country as somebody else's program would write it: plain WKB, described as GeoParquet."""
    for district in COUNTRY.each():
        place = folder / f"ilce-{district.code}"
        place.mkdir(parents=True)
        (place / "belediye.toml").write_text(PROFILE.format(code=district.code))
        for name, table in district.tables().items():
            described = {}
            for column in {"geom", "etiket", "konum"} & set(table.column_names):
                shapes = shapely.from_wkb(table.column(column).to_pylist())
                at = table.column_names.index(column)
                table = table.set_column(at, column, pa.array(shapely.to_wkb(shapes), pa.binary()))
                described[column] = {"encoding": "WKB", "geometry_types": []} | ({"crs": crs} if crs else {})
            if described:
                geo = {"version": "1.1.0", "primary_column": min(described), "columns": described}
                table = table.replace_schema_metadata({"geo": json.dumps(geo)})
            pq.write_table(table.drop_columns("ilce_kodu") if name == "hak" else table, place / f"{name}.parquet")
    return folder


def counts(url):
    with psycopg.connect(url) as connection:
        return [connection.execute(f"SELECT count(*) FROM kbs.{name}").fetchone()[0] for name in (*TABLES, "ilce")]


def test_what_is_in_the_files_is_served_below_each_districts_path(inventory, tmp_path):
    settings = offline_settings(inventory, tmp_path / "durum")
    load = load_folder(inventory, settings, write(tmp_path / "ilceler"), source="deneme")
    assert (load.districts, load.rows) == (
        2,
        sum(each.num_rows for d in COUNTRY.each() for each in d.tables().values()),
    )
    with serving(settings) as address, httpx.Client(base_url=address) as client:
        found = client.get("/ilce/5002/collections/varliklar/items?limit=100").raise_for_status().json()
        assert len(found["features"]) == 30
        question = "SELECT DISTINCT il, tapu_mahalleleri FROM kbs.ilce WHERE ilce_kodu > 5000"
        with psycopg.connect(inventory) as connection:
            assert connection.execute(question).fetchall() == [("Deneme", ["Sefaköy"])]
        assert "Ölçüm 5001" in client.get("/ilce/5001/?f=html").text
        assert len(client.get("/collections/varliklar/items?limit=500").json()["features"]) == 155


def test_a_file_that_is_missing_in_another_system_or_of_another_district_is_named_and_nothing_is_written(
    inventory, tmp_path
):
    settings, before = offline_settings(inventory, tmp_path / "durum"), counts(inventory)
    with pytest.raises(UserError, match=r"belediye\.toml"):
        load_folder(inventory, settings, tmp_path, source="deneme")
    elsewhere = write(tmp_path / "a", crs={"id": {"authority": "EPSG", "code": 5254}})
    with pytest.raises(UserError, match="EPSG:5254"):
        load_folder(inventory, settings, elsewhere, source="deneme")
    missing = write(tmp_path / "b")
    (missing / "ilce-5002" / "varlik.parquet").unlink()
    with pytest.raises(UserError, match=r"ilce-5002/varlik\.parquet"):
        load_folder(inventory, settings, missing, source="deneme")
    shutil.copy(missing / "ilce-5002" / "parsel.parquet", missing / "ilce-5001" / "parsel.parquet")
    with pytest.raises(UserError, match=r"ilce_kodu 5001 olmalı, \['5002'\]"):
        load_folder(inventory, settings, missing, source="deneme")
    assert counts(inventory) == before
    assert list((tmp_path / "durum" / "ilce").iterdir()) == []
