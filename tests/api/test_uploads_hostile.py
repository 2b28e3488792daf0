"""Photos that mean harm: what is sent is never what is served, and what is too much is not read to its end."""

import io
import re
import socket
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from kbs_envanter.store.database import create_database
from tests.support import offline_settings, serving, sign_in


@pytest.fixture(scope="module")
def address(cluster, loaded, tmp_path_factory):
    create_database(cluster.url("postgres"), "yuklemeler", template=loaded)
    with serving(offline_settings(cluster.url("yuklemeler"), tmp_path_factory.mktemp("yuklemeler"))) as made:
        yield made


@pytest.fixture(scope="module")
def admin(address):
    with sign_in(address, "yonetici") as client:
        yield client


def picture(kind="JPEG", colour="green"):
    made = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(made, kind)
    return made.getvalue()


def send(client, content, name="foto.jpg", kind="image/jpeg", kod="PRK-0001", **fields):
    data = {"csrf": client.headers["x-csrf-token"], "aciklama": "Giriş", "neden": "yerinde çekildi"} | fields
    return client.post(f"/varlik/{kod}/fotograf", data=data, files={"dosya": (name, content, kind)})


def photos(client, kod="PRK-0001"):
    return client.get(f"/varlik/{kod}/fotograflar", params={"f": "json"}).json()["fotograflar"]


def test_a_polyglot_is_served_as_a_picture_and_nothing_else(address, admin):
    tail = b"<html><script>alert(document.cookie)</script>"
    assert send(admin, picture() + tail, name="../../x.html", kind="text/html", acik="1").status_code == 303
    (photo,) = photos(admin)
    with httpx.Client(base_url=address) as nobody:
        for size in ("dosya", "kucuk"):
            answer = nobody.get(photo[size])
            assert (
                answer.status_code == 200 and answer.content.startswith(b"\xff\xd8\xff") and tail not in answer.content
            )
            assert answer.headers["content-type"] == "image/jpeg"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in answer.headers["content-security-policy"]
            assert answer.headers["cache-control"] == "public, no-cache"
            assert nobody.get(photo[size], headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_photo_that_is_hidden_is_hidden_from_whoever_has_kept_it_too(address, admin):
    assert send(admin, picture(colour="red"), kod="PRK-0006", acik="1").status_code == 303
    (photo,) = photos(admin, "PRK-0006")
    with httpx.Client(base_url=address) as nobody:
        tag = nobody.get(photo["dosya"]).headers["etag"]
        form = admin.get("/varlik/PRK-0006/duzenle").text
        (there,) = re.findall(r'action="(/varlik/PRK-0006/fotograf/[^"]+)"', form)
        hide = {"csrf": admin.headers["x-csrf-token"], "neden": "plaka görünüyor", "ne": "gizle"}
        assert admin.post(there, data=hide).status_code == 303
        assert nobody.get(photo["dosya"], headers={"If-None-Match": tag}).status_code == 404


def test_a_photo_that_is_not_public_is_unknown_to_the_public(address, admin):
    assert send(admin, picture("PNG", "blue"), kod="PRK-0002").status_code == 303
    (photo,) = photos(admin, "PRK-0002")
    with httpx.Client(base_url=address) as nobody:
        assert nobody.get(photo["dosya"]).status_code == 404 and photos(nobody, "PRK-0002") == []
    answer = admin.get(photo["dosya"])
    assert answer.status_code == 200 and "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a" + b"\0" * 60, picture()[:100]],
    ids=["empty", "svg", "gif", "cut"],
)
def test_what_is_no_photo_is_refused(admin, content):
    answer = send(admin, content, kod="PRK-0003")
    assert answer.status_code == 422 and photos(admin, "PRK-0003") == []


def test_a_file_over_ten_megabytes_is_refused(admin):
    assert send(admin, picture() + b"\0" * (11 * 1024 * 1024), kod="PRK-0003").status_code == 413


def raw(address, admin, *headers):
    where = urlsplit(address)
    lines = [
        "POST /varlik/PRK-0003/fotograf HTTP/1.1", f"Host: {where.netloc}",
        "Content-Type: multipart/form-data; boundary=x", f"Cookie: kbs_oturum={admin.cookies['kbs_oturum']}",
        *headers, "", "",
    ]  # fmt: skip
    connection = socket.create_connection((where.hostname, where.port), timeout=20)
    connection.sendall("\r\n".join(lines).encode())
    return connection


def test_ten_gigabytes_are_refused_before_they_come(address, admin):
    with raw(address, admin, f"Content-Length: {10 * 1024**3}") as connection:
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_stream_without_a_length_is_cut_at_the_limit(address, admin):
    with raw(address, admin, "Transfer-Encoding: chunked") as connection:
        piece = b"%x\r\n%b\r\n" % (1 << 20, b"-" * (1 << 20))
        head = b'--x\r\nContent-Disposition: form-data; name="dosya"; filename="a.jpg"\r\n\r\n'
        connection.sendall(b"%x\r\n%b\r\n" % (len(head), head))
        sent = 0
        try:
            while sent < 64:
                connection.sendall(piece)
                sent += 1
            status = connection.recv(12)
        except (ConnectionResetError, BrokenPipeError):
            status = b"HTTP/1.1 413"  # it hung up on us, which is an answer too
        assert status == b"HTTP/1.1 413"


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "a" * 64, "%00", "A" * 64, "a" * 64 + "-kucuk-kucuk"])
def test_only_known_hashes_name_files(admin, name):
    assert admin.get(f"/medya/{name}.jpg").status_code == 404


def test_only_editors_attach_photos_and_with_the_form_s_token(address, admin):
    with httpx.Client(base_url=address) as nobody:
        assert nobody.post("/varlik/PRK-0001/fotograf", files={"dosya": ("a.jpg", picture())}).status_code == 401
    with httpx.Client(base_url=address, cookies=admin.cookies) as forged:
        assert forged.post("/varlik/PRK-0001/fotograf", files={"dosya": ("a.jpg", picture())}).status_code == 403
    with sign_in(address, "mudurluk_editoru", directorate="Başka") as other:
        assert send(other, picture()).status_code == 403
