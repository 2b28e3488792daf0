"""``denetle`` as a person and a script use it, without a database."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from kbs_envanter.cli import prepared
from kbs_envanter.cli.findings import denetle
from kbs_envanter.domain.errors import UserError
from kbs_envanter.pipeline import findings
from kbs_envanter.pipeline.findings import Finding
from kbs_envanter.store.findings import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def finding(tur: str, onem: str) -> Finding:
    sides = [
        {"ne": "alan", "deger": 2, "satir_bas": 20, "satir_son": 21},
        {"ne": "alan", "satir_bas": 5, "satir_son": 5},
    ]
    return Finding(
        f"{tur}:A", tur, onem, "A", "Yer [A]", "fatih", None, "Belge", "Tablo 2", 20, 21, "Yer [A] (A): bir cümle.",
        "Yer [A] (A): a sentence.", {"degerler": sides, "parseller": ["-/1198"]}, datetime(2026, 1, 2, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def run(monkeypatch):
    """Run the command on findings that are given."""

    @contextmanager
    def nowhere(settings):
        yield "postgresql://yok"

    def start(found: list[Finding], *arguments: str):
        monkeypatch.setattr(prepared, "prepared", nowhere)
        monkeypatch.setattr(findings, "stored_findings", lambda *_, **narrowed: found)
        app = typer.Typer()
        app.command()(denetle)
        return CliRunner().invoke(app, list(arguments))

    return start


def test_json_on_the_output_is_nothing_but_json(run):
    told = run([finding("alan_farki", "uyari")], "--json")
    assert told.exit_code == 0
    (read,) = json.loads(told.stdout)
    assert (read["tur"], read["varlik"], read["satirlar"]) == ("alan_farki", "A", [[5, 5], [20, 21]])
    assert read["zaman"] == "2026-01-02T00:00:00+00:00"


def test_the_table_shows_errors_and_warnings_and_counts_the_notes(run):
    told = run([finding("alan_farki", "uyari"), finding("supheli_kayit", "bilgi")])
    assert told.exit_code == 0
    assert "Kaynaklarda farklı alan" in told.stdout and "Yer [A] (A)" in told.stdout
    assert told.stdout.count("bir cümle") == 1
    assert run([finding("supheli_kayit", "bilgi")], "--tur", "supheli_kayit").stdout.count("bir cümle") == 1


def test_only_an_error_makes_the_strict_run_fail(run):
    assert run([finding("alan_farki", "uyari")], "--kati").exit_code == 0
    assert run([finding("mahalle_disinda", "hata")]).exit_code == 0
    assert run([finding("mahalle_disinda", "hata")], "--kati").exit_code == 3


def test_a_page_is_written_beside_the_json(run, tmp_path):
    told = run([finding("alan_farki", "uyari")], "--html", str(tmp_path / "d.html"), "--json")
    assert told.exit_code == 0
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert '<html lang="tr">' in page and "satır 5, 20–21" in page and "02.01.2026" in page
    assert len(json.loads(told.stdout)) == 1


def test_a_page_without_findings_says_so(run, tmp_path):
    assert run([], "--html", str(tmp_path / "d.html")).exit_code == 0
    assert "Bulgu yok" in (tmp_path / "d.html").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_said_with_the_way_out(run, tmp_path):
    told = run([], "--html", str(tmp_path / "yok" / "d.html"))
    assert isinstance(told.exception, UserError)
    assert "yazılamadı" in str(told.exception) and "cannot write" in str(told.exception)


def test_every_check_is_documented_and_named_once():
    documented = (ROOT / "docs" / "denetim.md").read_text(encoding="utf-8")
    kinds = [check.tur for check in CHECKS]
    assert len(set(kinds)) == len(kinds)
    assert [tur for tur in kinds if f"| `{tur}` |" not in documented] == []


def test_no_check_looks_at_a_counterparty_or_at_ownership_text():
    for check in CHECKS:
        assert "karsi_taraf" not in check.sql and "h.ham_metin" not in check.sql, check.tur
