"""GOV.UK Frontend's components by the macros of govuk-frontend-jinja, called from plain Python."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from jinja2.runtime import Macro
from markupsafe import Markup


@cache
def _environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=loader, autoescape=True, undefined=ChainableUndefined)


@cache
def _macro(component: str) -> Macro:
    template = _environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    macro = getattr(template.module, name)
    assert isinstance(macro, Macro)
    return macro


def component(name: str, params: Mapping[str, object]) -> SafeString:
    """The HTML of a component such as "button" or "date-input"; params as in GOV.UK's own documentation."""
    return mark_safe(str(_macro(name)(_plain(params))).strip())  # noqa: S308 the macros escape what is not marked safe


def nested(flat: Mapping[str, object]) -> dict[str, Any]:
    """Keyword arguments to params: `label__text="Name"` becomes `{"label": {"text": "Name"}}`."""
    params: dict[str, Any] = {}
    for key, value in flat.items():
        *parents, last = key.split("__")
        inner = params
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
    return params


def _plain(value: Any) -> Any:
    """What Jinja understands: lazy translations become text, and what Django marked safe stays safe."""
    if isinstance(value, SafeString):
        return Markup(value)  # noqa: S704 it was marked safe by the page's author
    if isinstance(value, Promise):
        return _plain(str(value))
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
