"""`{% load govuk %}`: questions, errors and GOV.UK components in templates."""

import uuid
from collections.abc import Iterable
from typing import Any

import uuid_utils.compat
from django import forms, template
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from rallyround.ui.cells import shown
from rallyround.ui.charts import BarChart, drawn
from rallyround.ui.govuk import component, nested
from rallyround.ui.lists import ListPage, Question, Search, query
from rallyround.ui.maps import AreaMap
from rallyround.ui.pagination import render_pagination
from rallyround.ui.questions import first_input_id, render_field
from rallyround.ui.rows import table_rows

register = template.Library()


@register.simple_tag(name="govuk")
def govuk(which: str, **params: Any) -> SafeString:
    """Any GOV.UK Frontend component: `{% govuk "input" id="x" name="x" label__text="Name" %}`."""
    return component(which, nested(params))


class ComponentWithContent(template.Node):
    def __init__(
        self, name: FilterExpression, params: dict[str, FilterExpression], content: NodeList
    ) -> None:
        self.name = name
        self.params = params
        self.content = content

    def render(self, context: Context) -> SafeString:
        params = {key: value.resolve(context) for key, value in self.params.items()}
        name = str(self.name.resolve(context))
        return component(name, nested(params) | {"html": mark_safe(self.content.render(context))})  # noqa: S308


@register.tag(name="govuk_with")
def govuk_with(parser: Parser, token: Token) -> ComponentWithContent:
    """A component round some page: `{% govuk_with "details" summaryText="Why" %}…{% end_govuk_with %}`"""
    _, name, *bits = token.split_contents()
    params = token_kwargs(bits, parser)
    content = parser.parse(("end_govuk_with",))
    parser.delete_first_token()
    return ComponentWithContent(parser.compile_filter(name), params, content)


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """One form field; options: label or legend, hint, heading, classes, item_hints, mark_optional."""
    if "legend" in options:
        options["label"] = options.pop("legend")
    return render_field(bound, **options)


@register.simple_tag
def error_summary(*form_list: forms.BaseForm) -> SafeString:
    """What has to be put right, at the top of the page, each a link to its field; empty when all is well."""
    items = [
        {"text": str(message), **_link(form, name)}
        for form in form_list
        for name, messages in form.errors.items()
        for message in messages
    ]
    if not items:
        return mark_safe("")
    return component("error-summary", {"titleText": gettext("There is a problem"), "errorList": items})


def _link(form: forms.BaseForm, name: str) -> dict[str, str]:
    if name not in form.fields or form[name].is_hidden:
        return {}
    return {"href": f"#{first_input_id(form[name])}"}


@register.simple_tag
def error_prefix(*form_list: forms.BaseForm) -> str:
    """`Error: ` before the page's title when a form came back, so that a screen reader says it first."""
    return gettext("Error: ") if any(form.errors for form in form_list) else ""


@register.simple_tag(takes_context=True)
def submission_id(context: Context) -> SafeString:
    """A hidden id that makes sending twice harmless: fresh with a fresh form, kept when it is shown again."""
    form = context.get("form")
    posted = str(form.data.get("submission", "")) if isinstance(form, forms.BaseForm) else ""
    return format_html('<input type="hidden" name="submission" value="{}">', _uuid_or_new(posted))


def _uuid_or_new(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid_utils.compat.uuid7()


@register.inclusion_tag("ui/list.html")
def list_page(page: ListPage, select_form: str = "") -> dict[str, Any]:
    """A list with its filters, sorting, pages and exports; `select_form` names the form its tick boxes belong to."""
    return {
        "page": page,
        "select_form": select_form,
        "clear_url": query({}, sort=page.sort) if page.sort else "?",
        "csv_url": page.url(export="csv"),
        "xlsx_url": page.url(export="xlsx"),
    }


@register.simple_tag
def list_rows(page: ListPage, select_form: str = "") -> SafeString:
    """The rows of a list."""
    return table_rows(page, select_form)


@register.simple_tag
def list_question(question: Question) -> SafeString:
    """A filter's select or a search's text box."""
    asked = question.filter
    params: dict[str, Any] = {"id": f"filter-{asked.key}", "name": asked.key, "label": {"text": asked.label}}
    if isinstance(asked, Search):
        hint = {"hint": {"text": asked.hint}} if asked.hint else {}
        return component("input", params | {"type": "search", "value": question.value} | hint)
    choices = [("", asked.unset or gettext("All")), *asked.choices]
    items = [{"value": v, "text": label, "selected": v == question.value} for v, label in choices]
    return component("select", params | {"items": items})


@register.simple_tag
def list_pagination(page: ListPage) -> SafeString:
    """The links to the other pages of a list."""
    return render_pagination(page)


register.filter("shown", shown)


@register.filter
def landmark(html: str) -> SafeString:
    """The way back in a part of the page of its own, so that it is found without sight; breadcrumbs are one already."""
    if not html.strip() or "<nav" in html:
        return mark_safe(html)  # noqa: S308 rendered and escaped by Django
    return format_html('<nav aria-label="{}">{}</nav>', gettext("Back"), html)


@register.simple_tag
def badge(text: object, colour: str = "") -> SafeString:
    """The casework pattern's badge; colour: red, green, blue, purple, bright-purple, black, grey or none."""
    kind = f" moj-badge--{colour}" if colour else ""
    return format_html('<span class="moj-badge{}">{}</span>', kind, text)


@register.simple_tag
def tag(text: object, colour: str = "") -> SafeString:
    """A state such as "Waiting"; colour: grey, green, teal, blue, purple, magenta, red, orange, yellow or none."""
    return component("tag", {"text": text, "classes": f"govuk-tag--{colour}" if colour else ""})


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest where the caller puts it; each item has title, at, and perhaps by and text."""
    return {"items": items}


@register.inclusion_tag("ui/big_number.html")
def big_number(
    value: object, label: object, unit: object = "", url: str = "", kind: str = ""
) -> dict[str, Any]:
    """A tile of the board, inside `<ul class="rr-numbers">`; kind: late, warn or none."""
    return {"value": shown(value), "label": label, "unit": unit, "url": url, "kind": kind}


@register.inclusion_tag("ui/bar_chart.html")
def bar_chart(series: BarChart) -> dict[str, Any]:
    """Bars with the table of the same figures."""
    return {"drawn": drawn(series)}


@register.inclusion_tag("ui/map.html")
def area_map(shown_map: AreaMap) -> dict[str, Any]:
    """A map with its legend, the way to the same places as a list, and its licence's line."""
    return {"map": shown_map}
