"""Photos: what is taken is drawn anew, what could harm is refused, and who may sees them."""

import io
import struct
import zlib

import pytest
from PIL import Image

from kbs_envanter.domain.permissions import NOBODY, Role, Who
from kbs_envanter.pipeline import photos
from kbs_envanter.pipeline.editing import EditsRefused
from kbs_envanter.pipeline.media import PhotoRefused, photo_path, store_photo
from kbs_envanter.store.database import engine

ILCE = 1823
ADMIN = Who("yonetici", Role.YONETICI)
PARKS = Who("park", Role.MUDURLUK_EDITORU, directorate="Park ve Bahçeler Müdürlüğü")


def picture(kind="JPEG", size=(64, 32), mode="RGB", **more):
    made = io.BytesIO()
    Image.new(mode, size, "red").save(made, kind, **more)
    return made.getvalue()


def stored(content, folder):
    photo = store_photo(content, folder)
    return photo, photo_path(folder, photo.ozet).read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_each_kind_becomes_a_jpeg_with_a_thumbnail(kind, tmp_path):
    photo, file = stored(picture(kind, (1000, 500)), tmp_path)
    assert file.startswith(b"\xff\xd8\xff") and (photo.genislik, photo.yukseklik) == (1000, 500)
    with Image.open(photo_path(tmp_path, photo.ozet, small=True)) as small:
        assert small.size == (480, 240)
    assert not list(tmp_path.rglob(".yeni-*"))


def test_the_place_and_device_are_gone_and_the_picture_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "GizliTelefon", 6
    exif.get_ifd(0x8825)[2] = (41.0, 3.0, 21.0)
    photo, file = stored(picture(exif=exif), tmp_path)
    assert b"GizliTelefon" not in file and b"Exif" not in file
    assert (photo.genislik, photo.yukseklik) == (32, 64)


@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", b"PK\x03\x04 a zip", b"<?php system($_GET[0]); ?>", b"%PDF-1.7"]
)
def test_a_second_file_behind_the_picture_does_not_survive(tail, tmp_path):
    assert tail not in stored(picture() + tail, tmp_path)[1]
    assert tail not in stored(picture("PNG") + tail, tmp_path)[1]


def test_the_same_picture_twice_is_one_file(tmp_path):
    assert store_photo(picture(), tmp_path) == store_photo(picture(), tmp_path)
    assert len(list(tmp_path.rglob("*.jpg"))) == 2


def png_that_claims(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a" + b"\0" * 50, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"PK\x03\x04",
        picture()[:200], picture("PNG")[:60], b"\xff\xd8\xff" + b"\0" * 500, b"RIFF\0\0\0\0WAVEfmt ",
        png_that_claims(7_000, 6_000), png_that_claims(60_000, 60_000), png_that_claims(2**31 - 1, 2**31 - 1),
        picture() + b"\0" * (10 * 1024 * 1024),
    ],
    ids=["empty", "gif", "svg", "pdf", "zip", "cut jpeg", "cut png", "jpeg of zeros", "wav", "42 megapixels",
         "bomb", "largest bomb", "over 10 MB"],
)  # fmt: skip
def test_what_is_no_photo_or_too_much_is_refused_and_leaves_nothing(content, tmp_path):
    with pytest.raises(PhotoRefused):
        store_photo(content, tmp_path)
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize("ozet", ["../../etc/passwd", "A" * 64, "a" * 63, "", "a" * 64 + "/"])
def test_only_a_hash_names_a_file(ozet, tmp_path):
    with pytest.raises(ValueError, match="no hash"):
        photo_path(tmp_path, ozet)


def test_a_photo_is_public_only_when_marked_and_never_of_a_withheld_asset(inventory, tmp_path):
    place, made = photos.Place("PRK-0001", ILCE, tmp_path), engine(inventory)
    said = {"neden": "yerinde çekildi", "nereden": "deneme"}
    photo = photos.attach(made, ADMIN, place, picture(), aciklama="Giriş", acik=False, **said)
    planner = Who("p", Role.PLANLAMA)

    def seen(who):
        with made.connect() as connection:
            return photos.visible(connection, who, ILCE, photo.ozet)[0], len(
                photos.listed(connection, who, ILCE, place.kod) or ()
            )

    assert [seen(who) for who in (NOBODY, planner)] == [(False, 0), (True, 1)]
    with made.connect() as connection:
        (row,) = photos.listed(connection, ADMIN, ILCE, place.kod)
    photos.set_public(made, ADMIN, place, row["id"], True, **said)
    assert seen(NOBODY) == (True, 1)
    with made.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE kbs.varlik SET erisim = 'gizli', konum = NULL, kesinlik = 'yok' WHERE kod = 'PRK-0001'"
        )
    assert [seen(who) for who in (NOBODY, planner, ADMIN)] == [(False, 0), (False, 0), (True, 1)]
    photos.remove(made, ADMIN, place, row["id"], **said)
    assert seen(ADMIN) == (False, 0)


def test_photos_are_attached_by_those_who_may_edit_and_with_a_reason(inventory, tmp_path):
    place, made = photos.Place("PRK-0001", ILCE, tmp_path), engine(inventory)
    with pytest.raises(EditsRefused, match="müdürlüğünüzün"):
        photos.attach(made, PARKS, place, picture(), aciklama="x", acik=True, neden="neden", nereden="deneme")
    with pytest.raises(EditsRefused, match="neden"):
        photos.attach(made, ADMIN, place, picture(), aciklama="x", acik=True, neden="", nereden="deneme")
    assert not list(tmp_path.rglob("*.jpg"))
