"""How well the report's rows are linked, by a sample that a careful reader labelled (``tests/esleme/ciftler.csv``)."""

import csv
import json
import time
from pathlib import Path

import pytest

from kbs_envanter.domain.linkage import link
from kbs_envanter.domain.linkage_types import Mention, Pair, Side
from kbs_envanter.pipeline.mentions import read_mentions
from kbs_envanter.pipeline.profile import profile
from kbs_envanter.pipeline.tables import known_names

_ROOT = Path(__file__).parents[2]
_LABELS = _ROOT / "tests" / "esleme" / "ciftler.csv"


@pytest.fixture(scope="module")
def mentions() -> list[Mention]:
    names = known_names(_ROOT / "data")
    areas = (*profile(_ROOT / "data").tapu_mahalleleri, "Küçükçekmece")
    return read_mentions(_ROOT / "data" / "rapor-2024", names, areas)


@pytest.fixture(scope="module")
def pairs(mentions) -> list[Pair]:
    return link(mentions)


@pytest.fixture(scope="module")
def labels() -> list[dict[str, str]]:
    with open(_LABELS, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sides(label: dict[str, str]) -> tuple[Side, Side]:
    a, b = (Side(label[f"{x}_tablo"], int(label[f"{x}_satir"]), label[f"{x}_ad"]) for x in "ab")
    return a, b


def _agrees(pair: Pair, label: dict[str, str]) -> bool:
    return pair.tur == label["karar"] and (pair.tur == "ayni" or (pair.a, pair.b) == _sides(label))


def test_every_labelled_row_is_a_mention(mentions, labels):
    known = {mention.side for mention in mentions}
    assert [side for label in labels for side in _sides(label) if side not in known] == []


def test_every_pair_linked_by_itself_is_labelled_so_by_the_reader(pairs, labels):
    by_sides = {frozenset(_sides(label)): label for label in labels}
    wrong = [
        pair for pair in pairs
        if pair.durum == "otomatik"
        and not ((label := by_sides.get(frozenset((pair.a, pair.b)))) and _agrees(pair, label))
    ]  # fmt: skip
    assert wrong == []


def _recall(pairs: list[Pair], labels: list[dict[str, str]], *states: str) -> float:
    wanted = [label for label in labels if label["karar"] != "ayri"]
    found = {frozenset((pair.a, pair.b)) for pair in pairs if pair.durum in states}
    return sum(frozenset(_sides(label)) in found for label in wanted) / len(wanted)


def test_most_pairs_of_a_careful_reader_are_linked_by_themselves_and_nearly_all_are_found(pairs, labels):
    assert _recall(pairs, labels, "otomatik") >= 0.85
    assert _recall(pairs, labels, "otomatik", "bekliyor") >= 0.94


def test_the_third_of_the_sample_set_aside_does_nearly_as_well(pairs, labels):
    held_out = [label for label in labels if label["ayar"] == "hayir"]
    assert len(held_out) > 100
    assert _recall(pairs, held_out, "otomatik") >= 0.83


def test_a_withheld_asset_is_no_mention(mentions, pairs):
    assert "konukevi" not in json.dumps([str(mention) for mention in mentions], ensure_ascii=False).casefold()
    assert not any("konukevi" in str(pair).casefold() for pair in pairs)


def test_rows_about_the_whole_district_or_many_places_are_no_mentions(mentions):
    names = {mention.side.ad for mention in mentions}
    assert not names & {"İLÇE GENELİ PAZARLAR", "Küçükçekmece Belediyesi Kütüphaneleri", "Macera Parkları"}
    assert not any("İLÇE GENELİ" in name for name in names)


def test_the_report_is_linked_in_the_same_order_and_well_under_two_seconds(mentions, pairs):
    start = time.perf_counter()
    assert link(list(reversed(mentions))) == pairs
    assert time.perf_counter() - start < 2
