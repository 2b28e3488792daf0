"""The setting that lists base maps."""

import pytest
from pydantic import ValidationError

from kbs_envanter.domain.basemaps import BaseMap, read_basemaps
from kbs_envanter.settings import Settings


def test_no_text_is_no_base_map():
    assert read_basemaps("") == read_basemaps("\n  \n") == ()


def test_each_line_is_a_base_map_in_its_order():
    read = read_basemaps("""
        Sokaklar | xyz | https://{s}.karo.example/{z}/{x}/{y}.png | © Katkıda bulunanlar
        Uydu|wmts|http://b.example/w?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}|Belediye
        Plan|wms|https://b.example/wms?map=a&LAYERS=plan,yol|Belediye
    """)
    assert [each.ad for each in read] == ["Sokaklar", "Uydu", "Plan"]
    assert read[1].url == "http://b.example/w?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
    assert read[2] == BaseMap("Plan", "wms", "https://b.example/wms?map=a", "Belediye", "plan,yol")


def test_a_base_map_of_our_own_host_needs_no_permission():
    assert read_basemaps("Bizim|xyz|/karolar/{z}/{x}/{y}.png|B")[0].origins == ()


@pytest.mark.parametrize(
    "line",
    [
        "Sokaklar|xyz|https://k.example/{z}/{x}/{y}.png",
        "Sokaklar|tms|https://k.example/{z}/{x}/{y}.png|A",
        "Sokaklar|xyz|https://k.example/karo.png|A",
        "Sokaklar|xyz|javascript:alert(1)/{z}/{x}/{y}|A",
        "Sokaklar|xyz|https://k.example; script-src */{z}/{x}/{y}|A",
        "Sokaklar|xyz|//k.example/{z}/{x}/{y}|A",
        "Plan|wms|https://b.example/wms|A",
        "Dosya|pmtiles|https://b.example/a.pmtiles|A",
        "Dosya|pmtiles|/srv/a.mbtiles|A",
        "|xyz|/k/{z}/{x}/{y}|A",
    ],
)
def test_a_line_that_cannot_be_read_is_named_in_both_languages(line):
    with pytest.raises(ValueError, match=r"satır 2: .+ / KBS_ALTLIK, line 2: "):
        read_basemaps(f"Bizim|xyz|/k/{{z}}/{{x}}/{{y}}|A\n{line}")


def test_the_setting_is_read_from_the_environment_and_a_mistake_stops_the_start(monkeypatch):
    monkeypatch.setenv("KBS_ALTLIK", "Bizim|xyz|/k/{z}/{x}/{y}|A")
    assert [each.ad for each in Settings().altlik] == ["Bizim"]
    monkeypatch.setenv("KBS_ALTLIK", "Bizim")
    with pytest.raises(ValidationError, match="ad|tür|adres|atıf"):
        Settings()
