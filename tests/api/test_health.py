import json
import re

import httpx
import psycopg
import pytest

from tests.support import offline_settings, serving


def test_a_service_that_can_serve_says_so(site):
    answer = httpx.get(f"{site}/saglik/hazir")
    assert answer.status_code == 200
    assert answer.json() == {
        "durum": "iyi",
        "denetimler": dict.fromkeys(("veritabani", "sema", "postgis", "veri", "disk"), "iyi"),
    }
    assert answer.headers["cache-control"] == "no-store"


def test_an_old_schema_is_named_and_nothing_of_the_inside_is_told(inventory, tmp_path):
    with serving(offline_settings(inventory, tmp_path)) as address:
        with psycopg.connect(inventory) as connection:
            connection.execute("UPDATE kbs.alembic_version SET version_num = '0001'")
        answer = httpx.get(f"{address}/saglik/hazir")
        assert answer.status_code == 503
        assert answer.json()["denetimler"]["sema"] == "sorunlu"
        assert "0001" not in answer.text
        assert httpx.get(f"{address}/saglik/canli").status_code == 200


def test_every_answer_names_its_request(site):
    assert re.fullmatch("[0-9a-f]{32}", httpx.get(f"{site}/saglik/canli").headers["x-request-id"])
    given = {"X-Request-ID": "vekil-12345678"}
    assert httpx.get(f"{site}/saglik/canli", headers=given).headers["x-request-id"] == "vekil-12345678"


@pytest.mark.parametrize("hostile", ['"}<script>', "a" * 200, "x\ty z 12345"])
def test_a_hostile_request_id_is_replaced(site, hostile):
    answered = httpx.get(f"{site}/saglik/canli", headers={"X-Request-ID": hostile}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", answered)


def test_numbers_and_log_tell_routes_and_never_what_was_asked(site, caplog):
    from prometheus_client import generate_latest

    httpx.get(f"{site}/collections/varliklar/items/BIN-0016")
    httpx.get(f"{site}/collections/varliklar/items?q=siginma")
    httpx.get(f"{site}/harita")
    httpx.request("GIZLI", f"{site}/boyle-bir-yer-yok/BIN-0016")
    numbers = generate_latest().decode()
    assert 'yol="/collections/{collection}/items/{feature}"' in numbers and 'yol="/harita"' in numbers
    assert (
        "BIN-0016" not in numbers and "siginma" not in numbers and "boyle-bir" not in numbers and "GIZLI" not in numbers
    )
    assert "BIN-0016" not in caplog.text


def test_a_log_line_is_json_without_path_or_query(inventory, tmp_path, capfd):
    import logging

    from kbs_envanter.observing import write_logs

    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        write_logs(lines=True)
        settings = offline_settings(inventory, tmp_path).model_copy(update={"istek_kaydi": True})
        with serving(settings) as address:
            httpx.get(f"{address}/collections/varliklar/items?q=siginma")
        lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if '"istek"' in line]
    finally:
        root.handlers[:], root.level = before
    line = next(line for line in lines if line["yol"] == "/collections/{collection}/items")
    assert (line["durum"], line["yontem"]) == (200, "GET")
    assert set(line) == {"event", "kimlik", "yontem", "yol", "durum", "ms", "level", "logger", "zaman"}


def test_a_failure_in_the_log_does_not_tell_the_row_that_failed(inventory, capfd):
    import logging

    from sqlalchemy import text

    from kbs_envanter.observing import write_logs
    from kbs_envanter.store.database import engine

    root = logging.getLogger()
    before = root.handlers[:], root.level
    again = text("INSERT INTO kbs.varlik (ilce_kodu, id, kod, tur, ad) SELECT ilce_kodu, gen_random_uuid(), kod, tur, :ad "
                 "FROM kbs.varlik WHERE kod = :kod")  # fmt: skip
    values = {"ad": "kimsenin bilmediği\nyer", "kod": "BIN-0016"}
    try:
        write_logs(lines=True)
        try:
            with engine(inventory).begin() as connection:
                connection.execute(again, values)
        except Exception:
            logging.getLogger("deneme").exception("failed")
        said = capfd.readouterr().err
    finally:
        root.handlers[:], root.level = before
    assert "UniqueViolation" in json.loads(said.splitlines()[-1])["exception"]
    assert "BIN-0016" not in said and "bilmedi" not in said
