"""Maps drawn on the server."""

from itertools import combinations

import pytest

from kbs_envanter.webmap.drawing import plan

NAMES = ["Cennet", "Yeşilova", "Beşyol", "Sultanmurat", "Kemalpaşa", "Fevziçakmak", "Halkalı Merkez"]


@pytest.mark.parametrize("step", [(0, 0), (40, 3), (25, -25), (300, 0)])
def test_no_name_lies_on_another_or_beyond_the_paper_s_sides(step):
    shapes = [{"kod": ad, "ad": ad, "etiket": (i * step[0], i * step[1])} for i, ad in enumerate(NAMES)]
    window = plan([(-1000, -1000, 3000, 3000)], width=300, height=300)

    places = window.names(shapes, 12)

    half = {ad: len(ad) * 12 * 0.6 / 2 for ad in NAMES}
    for a, b in combinations(NAMES, 2):
        (ax, ay), (bx, by) = places[a], places[b]
        assert abs(ax - bx) >= half[a] + half[b] or abs(ay - by) >= 12
    assert all(half[ad] <= places[ad][0] <= 300 - half[ad] for ad in NAMES)


def test_a_name_that_nothing_touches_stays_at_its_label_point():
    window = plan([(0, 0, 1000, 1000)], width=500, height=500)
    shapes = [{"kod": "a", "ad": "Fatih", "etiket": (500, 300)}, {"kod": "b", "ad": "Kanarya", "etiket": (500, 700)}]
    assert window.names(shapes, 12) == {"a": window.at(500, 300), "b": window.at(500, 700)}
