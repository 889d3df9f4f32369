"""A Django form field as the GOV.UK component that asks the question well, with its hint and its error."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from rallyround.ui.fields import DATE_PARTS, DatePartsWidget
from rallyround.ui.govuk import component

Params = dict[str, Any]

MANY_ANSWERS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.SelectMultiple)
DJANGOS_ROWS = "10"  # what a Textarea says when nobody chose
# A number is typed into a text box: a number box changes when the page is scrolled, and refuses commas.
NOT_FOR_TEXT = {"min", "max", "step", "class", "autocomplete", "inputmode", "rows", "cols", "spellcheck"}


def render_field(
    bound: BoundField,
    *,
    label: object = None,
    hint: object = None,
    heading: bool = False,
    classes: str = "",
    mark_optional: bool = True,
    item_hints: Mapping[str, object] | None = None,
    **extra: Any,
) -> SafeString:
    """One field's component: question, hint, error, what was typed before. `extra` goes to the component."""
    widget = bound.field.widget
    if widget.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 rendered and escaped by Django
    asked = _question(label, bound, mark_optional)
    params = _common(bound, hint) | extra
    classes = f"{widget.attrs.get('class', '')} {classes}".strip()
    if isinstance(widget, forms.CheckboxInput):
        return _one_checkbox(bound, asked, params)
    if isinstance(widget, MANY_ANSWERS):
        return _choices(bound, params | _fieldset(asked, heading), classes, item_hints or {})
    if isinstance(widget, DatePartsWidget):
        return _date_parts(bound, params | _fieldset(asked, heading))
    if isinstance(widget, forms.SplitDateTimeWidget):
        return _date_and_time(bound, params, asked, heading)
    params |= {
        "label": {"text": asked, "isPageHeading": heading, "classes": "govuk-label--l" if heading else ""}
    }
    if isinstance(widget, forms.Select):
        items = [
            {"value": o["value"], "text": o["label"], "selected": o["selected"]} for o in _options(bound)
        ]
        return component("select", _named(bound) | params | {"items": items, "classes": classes})
    return _box(bound, params, classes)


def first_input_id(bound: BoundField) -> str:
    """Where a link from the error summary must lead: the first box of the question."""
    widget = bound.field.widget
    if isinstance(widget, DatePartsWidget):
        return f"{bound.auto_id}_{DATE_PARTS[0]}"
    return f"{bound.auto_id}_0" if isinstance(widget, forms.SplitDateTimeWidget) else bound.auto_id


def _question(label: object, bound: BoundField, mark_optional: bool) -> object:
    text = bound.label if label is None else label
    if bound.field.required or not mark_optional or isinstance(bound.field.widget, forms.CheckboxInput):
        return text
    return gettext("%(question)s (optional)") % {"question": text}


def _common(bound: BoundField, hint: object) -> Params:
    params: Params = {}
    said = bound.help_text if hint is None else hint
    if said:
        params["hint"] = {"html" if hasattr(said, "__html__") else "text": said}
    if bound.errors:
        message = " ".join(str(error) for error in bound.errors)
        params["errorMessage"] = {"text": message, "visuallyHiddenText": gettext("Error")}
    return params


def _named(bound: BoundField) -> Params:
    kept = {name: value for name, value in bound.field.widget.attrs.items() if name not in NOT_FOR_TEXT}
    attributes = {
        name: "" if value is True else str(value) for name, value in kept.items() if value is not False
    }
    return {
        "id": bound.auto_id,
        "name": bound.html_name,
        "attributes": attributes,
        "disabled": bound.field.disabled,
    }


def _fieldset(legend: object, heading: bool) -> Params:
    size = "l" if heading else "s"
    shown = {"text": legend, "isPageHeading": heading, "classes": f"govuk-fieldset__legend--{size}"}
    return {"fieldset": {"legend": shown}}


def _options(bound: BoundField) -> list[Params]:
    return [option.data for option in bound.subwidgets]


def _choices(bound: BoundField, params: Params, classes: str, hints: Mapping[str, object]) -> SafeString:
    items = []
    for option in _options(bound):
        item: Params = {"value": option["value"], "text": option["label"], "checked": option["selected"]}
        if said := hints.get(str(option["value"])):
            item["hint"] = {"text": said}
        items.append(item | {"disabled": bound.field.disabled})
    name = "checkboxes" if bound.field.widget.allow_multiple_selected else "radios"
    names = {"idPrefix": bound.auto_id, "name": bound.html_name, "classes": classes}
    return component(name, params | names | {"items": items})


def _one_checkbox(bound: BoundField, asked: object, params: Params) -> SafeString:
    item: Params = {
        "value": "on",
        "text": asked,
        "checked": bool(bound.value()),
        "disabled": bound.field.disabled,
    }
    if said := params.pop("hint", None):
        item["hint"] = said
    return component(
        "checkboxes", params | {"idPrefix": bound.auto_id, "name": bound.html_name, "items": [item]}
    )


def _date_parts(bound: BoundField, params: Params) -> SafeString:
    widget = bound.field.widget
    assert isinstance(widget, DatePartsWidget)
    value = bound.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    state = " govuk-input--error" if bound.errors else ""
    labels = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    items = [
        {
            "name": f"{bound.html_name}_{part}",
            "id": f"{bound.auto_id}_{part}",
            "label": labels[part],
            "value": "" if given is None else str(given),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{state}",
        }
        for part, given in zip(DATE_PARTS, values, strict=True)
    ]
    return component("date-input", params | {"id": bound.auto_id, "items": items})


def _date_and_time(bound: BoundField, params: Params, asked: object, heading: bool) -> SafeString:
    """Two native boxes in one fieldset: in a duty room the browser's own date and time pickers are quick."""
    widget = bound.field.widget
    assert isinstance(widget, forms.SplitDateTimeWidget)
    value = bound.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    error = params.get("errorMessage")
    inner = ""
    for index, (kind, text) in enumerate((("date", gettext("Date")), ("time", gettext("Time")))):
        box: Params = {"id": f"{bound.auto_id}_{index}", "name": f"{bound.html_name}_{index}", "type": kind}
        box["value"] = widget.widgets[index].format_value(values[index]) or ""
        own = {"label": {"text": text}, "classes": "govuk-input--width-10"}
        inner += component("input", box | own)
    notes = "".join(
        component(name, {"id": f"{bound.auto_id}-{name}", **said})
        for name, said in (("hint", params.get("hint")), ("error-message", error))
        if said
    )
    described = " ".join(
        f"{bound.auto_id}-{name}"
        for name, said in (("hint", params.get("hint")), ("error-message", error))
        if said
    )
    html = mark_safe(notes + inner)  # noqa: S308 made of components
    fieldset = component(
        "fieldset", _fieldset(asked, heading)["fieldset"] | {"html": html, "describedBy": described}
    )
    state = " govuk-form-group--error" if error else ""
    return mark_safe(f'<div class="govuk-form-group{state}">{fieldset}</div>')  # noqa: S308


def _box(bound: BoundField, params: Params, classes: str) -> SafeString:
    widget = bound.field.widget
    attrs = widget.attrs
    params = _named(bound) | params | {"classes": classes}
    if "autocomplete" in attrs:
        params["autocomplete"] = attrs["autocomplete"]
    if isinstance(widget, forms.FileInput):
        return component(
            "file-upload", params | {"multiple": bool(getattr(widget, "allow_multiple_selected", False))}
        )
    if "spellcheck" in attrs:
        params["spellcheck"] = attrs["spellcheck"] in (True, "true")
    if isinstance(widget, forms.PasswordInput):
        return component("password-input", params | _password_texts())
    params["value"] = widget.format_value(bound.value()) or ""
    if isinstance(widget, forms.Textarea):
        rows = 5 if attrs.get("rows") == DJANGOS_ROWS else attrs["rows"]
        return component("textarea", params | {"rows": rows})
    kind = getattr(widget, "input_type", "text")
    mode = attrs.get("inputmode")
    if kind == "number":
        whole = type(bound.field) is forms.IntegerField
        kind, mode = "text", mode or ("numeric" if whole else "decimal")
    return component("input", params | {"type": kind} | ({"inputmode": mode} if mode else {}))


def _password_texts() -> Params:
    return {
        "showPasswordText": gettext("Show"),
        "hidePasswordText": gettext("Hide"),
        "showPasswordAriaLabelText": gettext("Show password"),
        "hidePasswordAriaLabelText": gettext("Hide password"),
        "passwordShownAnnouncementText": gettext("Your password is visible"),
        "passwordHiddenAnnouncementText": gettext("Your password is hidden"),
    }
