"""JSON read piece by piece gives what it gives read at once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.formats.json_stream import NotJson, members

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=4), VALUES, st.integers(1, 7), st.booleans())
def test_pieces_of_any_size_give_the_same_values(
    items: list[object], other: object, size: int, ascii_only: bool
) -> None:
    text = json.dumps({"before": other, "features": items, "after": other}, indent=1, ensure_ascii=ascii_only)
    pieces = (text[i : i + size] for i in range(0, len(text), size))
    wanted = [("before", other), *(("features", item) for item in items), ("after", other)]
    assert list(members(pieces, "features")) == wanted


@given(st.integers(1, 7), st.data())
def test_a_cut_text_is_refused_at_every_length(size: int, data: st.DataObject) -> None:
    text = '{"type": "FeatureCollection", "features": [{"a": 12}, [1.5, -2]], "b": 34}'
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    pieces = (cut[i : i + size] for i in range(0, len(cut), size))
    with pytest.raises(NotJson):
        list(members(pieces, "features"))


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"a" 1}',
        '{"a": 1 "b": 2}',
        '{"a": 1} more',
        "{1: 2}",
        '{"a": 1,}',
        '{"features": [1 2]}',
        '{"features": [1,]}',
    ],
)
def test_what_is_not_one_object_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        list(members(iter([text]), "features"))


def test_an_empty_object_has_no_members() -> None:
    assert list(members(iter([" {", " } "]), "features")) == []
