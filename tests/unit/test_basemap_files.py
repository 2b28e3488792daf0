"""PMTiles files as base maps."""

import gzip
import random

import pytest
from pmtiles.tile import Compression, TileType

from kbs_envanter.domain.basemaps import read_basemaps
from kbs_envanter.webmap import basemaps
from kbs_envanter.webmap.basemaps import Archive, ArchiveError
from tests.pmtiles_file import write_archive


def test_every_tile_of_a_file_is_found_and_no_other(tmp_path):
    # So many tiles of so different lengths that the file has leaf directories.
    some = random.Random(7)
    held = {(9, x, y): some.randbytes(some.randint(1, 300)) for x in range(130) for y in range(130)}
    write_archive(tmp_path / "a.pmtiles", held, TileType.PNG)
    archive = Archive(tmp_path / "a.pmtiles")
    assert archive._header["leaf_directory_length"] > 0
    assert all(archive.tile(*at) == data for at, data in held.items())
    assert [archive.tile(*at) for at in ((9, 130, 0), (9, 512, 0), (9, -1, 0), (10, 0, 0), (-1, 0, 0), (8, 3, 3))] == [
        None
    ] * 6


def test_a_tile_that_stands_for_many_is_found_at_each(tmp_path):
    sea = {(3, x, y): b"sea" for x in range(8) for y in range(8)}
    write_archive(tmp_path / "a.pmtiles", sea, TileType.WEBP)
    assert {Archive(tmp_path / "a.pmtiles").tile(*at) for at in sea} == {b"sea"}


def test_the_page_is_told_addresses_of_tiles_and_never_where_the_file_lies(tmp_path):
    path = tmp_path / "orto.pmtiles"
    write_archive(path, {(0, 0, 0): b"x", (4, 1, 1): b"y"}, TileType.JPEG)
    altlik = read_basemaps(f"Plan|xyz|/k/{{z}}/{{x}}/{{y}}|A\nOrtofoto|pmtiles|{path}|© Belediye")
    plan, orto = basemaps.told(altlik, basemaps.archives(altlik))
    assert plan["url"] == "/k/{z}/{x}/{y}"
    assert (orto["tur"], orto["atif"], orto["en_yakin"]) == ("xyz", "© Belediye", 4)
    assert orto["url"].startswith("altlik/2/{z}/{x}/{y}?v=")
    assert str(tmp_path) not in repr(orto)
    assert altlik[1].origins == ()


def test_a_changed_file_has_new_addresses(tmp_path):
    path = tmp_path / "a.pmtiles"
    write_archive(path, {(0, 0, 0): b"x"}, TileType.PNG)
    before = Archive(path).version
    write_archive(path, {(0, 0, 0): b"xx"}, TileType.PNG)
    assert Archive(path).version != before


def test_compressed_tiles_can_be_given_plain(tmp_path):
    path = tmp_path / "a.pmtiles"
    write_archive(path, {(0, 0, 0): gzip.compress(b"shapes")}, TileType.MVT, Compression.GZIP)
    archive = Archive(path)
    found = archive.tile(0, 0, 0)
    assert archive.vector and archive.gzipped and found is not None
    assert archive.plain(found) == b"shapes"


@pytest.mark.parametrize("content", [None, b"", b"PMTiles", b"PMTiles\x02" + bytes(200), b"\xff" * 200])
def test_a_file_that_cannot_be_used_is_named_in_both_languages(tmp_path, content):
    path = tmp_path / "a.pmtiles"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"a\.pmtiles (açılamadı|PMTiles sürüm 3 değil)\. / KBS_ALTLIK: .+\."):
        Archive(path)


def test_tiles_that_no_browser_shows_are_refused(tmp_path):
    path = tmp_path / "a.pmtiles"
    write_archive(path, {(0, 0, 0): b"x"}, TileType.MVT, Compression.ZSTD)
    with pytest.raises(ArchiveError, match="karoları tarayıcıda gösterilemez"):
        Archive(path)
