"""Every text of the pages' common parts has its Welsh."""

import ast
import gettext
import re
from pathlib import Path

from django.utils.translation.template import templatize

import rallyround.ui

UI = Path(rallyround.ui.__file__).parent
CATALOGUE = UI / "locale" / "cy" / "LC_MESSAGES" / "django.mo"
MARKERS = {"gettext", "gettext_lazy"}


def texts_of_code(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    marked = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in MARKERS)
    return {str(call.args[0].value) for call in marked if isinstance(call.args[0], ast.Constant)}


def texts_of_template(path: Path) -> set[str]:
    found = re.findall(
        r"gettext\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\)", templatize(path.read_text("utf-8"))
    )
    found += re.findall(
        r"\b_\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\)", templatize(path.read_text("utf-8"))
    )
    return {str(ast.literal_eval(text)) for text in found}


def test_every_text_is_in_welsh_and_no_welsh_is_left_over() -> None:
    marked: set[str] = set()
    for path in UI.rglob("*.py"):
        marked |= texts_of_code(path)
    for path in UI.rglob("templates/**/*.html"):
        marked |= texts_of_template(path)
    with CATALOGUE.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    translated = {text for text in translations._catalog if text}  # type: ignore[attr-defined]
    assert len(marked) > 60
    assert marked == translated
