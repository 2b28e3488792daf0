"""What of the formats needs no database: short names, frames, the catalogue."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbs_envanter.pipeline.formats.catalogue import FORMATS
from kbs_envanter.pipeline.formats.shapefile import short_names
from kbs_envanter.pipeline.formats.table import framed, frames


@given(st.lists(st.text("abc_1", min_size=1, max_size=14), unique=True, max_size=40))
def test_short_names_are_short_and_differ(names):
    short = short_names(names)
    assert list(short) == names
    assert len(set(short.values())) == len(names)
    assert all(len(name) <= 10 for name in short.values())


@given(st.lists(st.binary(min_size=1, max_size=50)))
def test_pieces_come_out_of_their_frames_as_they_went_in(pieces):
    sent = b"".join(framed(piece) for piece in [*pieces, b""])
    assert list(frames(io.BytesIO(sent))) == pieces


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1), st.integers(min_value=1))
def test_rows_that_break_off_are_noticed(pieces, cut):
    sent = b"".join(framed(piece) for piece in [*pieces, b""])
    with pytest.raises(EOFError):
        list(frames(io.BytesIO(sent[: -(1 + cut % (len(sent) - 1))])))


def test_every_format_has_a_type_and_an_extension_of_its_own():
    for attribute in ("media_type", "extension"):
        assert len({getattr(made, attribute) for made in FORMATS.values()}) == len(FORMATS)
