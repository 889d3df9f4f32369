"""A form field becomes the right component, keeps what was typed, and says what is wrong."""

import uuid
from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from django.utils.safestring import mark_safe

from rallyround.ui.fields import DatePartsField
from rallyround.ui.questions import render_field

SHADES = [("d", "Driving"), ("f", "First aid")]


def form_with(field: forms.Field, data: str | None = None, **options: Any) -> forms.Form:
    kind = type("OneQuestion", (forms.Form,), {"answer": field})
    form: forms.Form = kind(QueryDict(data), **options) if data is not None else kind(**options)
    return form


def html(field: forms.Field, data: str | None = None, **options: Any) -> str:
    return render_field(form_with(field, data)["answer"], **options)


def template(text: str, **context: Any) -> str:
    return str(engines["django"].from_string("{% load govuk %}" + text).render(context))


def test_help_text_and_error_are_read_out_with_the_box() -> None:
    shown = html(
        forms.CharField(help_text="As on the letter", error_messages={"required": "Say who."}), "answer="
    )
    assert 'aria-describedby="id_answer-hint id_answer-error"' in shown
    assert '<span class="govuk-visually-hidden">Error:</span> Say who.' in shown


def test_what_was_typed_comes_back_as_text() -> None:
    assert 'value="&#34;&gt;&lt;script&gt;"' in html(forms.CharField(), 'answer="><script>')


def test_a_question_that_need_not_be_answered_says_so() -> None:
    assert "Answer (optional)" in html(forms.CharField(required=False))
    assert "(optional)" not in html(forms.CharField(required=False), mark_optional=False)


def test_a_number_is_typed_into_a_text_box_with_digits_on_the_phone() -> None:
    shown = html(forms.IntegerField(min_value=1))
    assert 'type="text"' in shown
    assert 'inputmode="numeric"' in shown
    assert 'inputmode="decimal"' in html(forms.DecimalField())


def test_attributes_of_the_widget_reach_the_box() -> None:
    widget = forms.TextInput(
        attrs={"autocomplete": "tel", "inputmode": "tel", "class": "govuk-input--width-20"}
    )
    shown = html(forms.CharField(widget=widget, max_length=20))
    for part in ('autocomplete="tel"', 'inputmode="tel"', 'maxlength="20"', "govuk-input--width-20"):
        assert part in shown


def test_one_of_several_is_asked_with_radios_and_keeps_the_choice() -> None:
    shown = html(
        forms.ChoiceField(choices=SHADES, widget=forms.RadioSelect), "answer=f", item_hints={"d": "a van"}
    )
    assert shown.count('type="radio"') == 2
    assert 'value="f" checked' in shown
    assert "a van" in shown


def test_several_of_several_are_asked_with_tick_boxes_and_keep_the_choices() -> None:
    shown = html(
        forms.MultipleChoiceField(choices=SHADES, widget=forms.CheckboxSelectMultiple), "answer=d&answer=f"
    )
    assert shown.count('type="checkbox"') == 2
    assert shown.count(" checked") == 2


def test_a_long_list_is_a_select() -> None:
    assert '<option value="f" selected>First aid</option>' in html(
        forms.ChoiceField(choices=SHADES), "answer=f"
    )


def test_a_single_tick_box_has_its_question_beside_it() -> None:
    shown = html(forms.BooleanField(label="I have read it", required=False), "answer=on")
    assert "checked" in shown
    assert "(optional)" not in shown


def test_a_password_is_never_shown_again() -> None:
    assert "s3cret" not in html(forms.CharField(widget=forms.PasswordInput()), "answer=s3cret")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("answer_day=31&answer_month=2&answer_year=2026", "real date"),
        ("answer_day=1&answer_month=2&answer_year=9" + "9" * 30, "real date"),
        ("answer_day=1&answer_month=&answer_year=2026", "real date"),
        ("answer_day=one&answer_month=2&answer_year=2026", "real date"),
        ("answer_day=&answer_month=&answer_year=", "required"),
    ],
)
def test_a_date_that_does_not_exist_is_told_in_a_sentence(typed: str, message: str) -> None:
    form = form_with(DatePartsField(), typed)
    assert not form.is_valid()
    assert message in str(form.errors["answer"])
    assert 'id="id_answer_day"' in render_field(form["answer"])


def test_a_date_in_three_boxes_becomes_a_date() -> None:
    form = form_with(DatePartsField(), "answer_day=27&answer_month=3&answer_year=2026")
    assert form.is_valid()
    assert form.cleaned_data["answer"] == date(2026, 3, 27)


def test_a_date_that_is_known_fills_its_three_boxes() -> None:
    form = form_with(DatePartsField(), initial={"answer": date(2026, 3, 27)})
    shown = render_field(form["answer"])
    assert [f'value="{part}"' in shown for part in (27, 3, 2026)] == [True] * 3


def test_the_error_summary_links_to_each_field_and_names_what_belongs_to_none() -> None:
    form = form_with(forms.CharField(error_messages={"required": "Say who."}), "answer=")
    form.add_error(None, "The code does not fit the phone number.")
    shown = template("{% error_summary form %}{% error_prefix form %}", form=form)
    assert '<a href="#id_answer">Say who.</a>' in shown
    assert "The code does not fit the phone number." in shown
    assert shown.endswith("Error: ")


def test_a_form_without_errors_has_no_summary_and_no_prefix() -> None:
    assert (
        template("{% error_summary form %}{% error_prefix form %}", form=form_with(forms.CharField())) == ""
    )


def test_a_form_shown_again_keeps_its_submission_id() -> None:
    posted = str(uuid.uuid4())
    shown = template("{% submission_id %}", form=form_with(forms.CharField(), f"submission={posted}"))
    assert f'value="{posted}"' in shown


@pytest.mark.parametrize("data", [None, "submission=", "submission=%22onload", "submission=1"])
def test_a_form_without_a_good_submission_id_gets_a_fresh_one(data: str | None) -> None:
    shown = template("{% submission_id %}", form=form_with(forms.CharField(), data))
    made = uuid.UUID(shown.split('value="')[1].split('"')[0])
    assert made.version == 7


def test_a_component_takes_nested_params_and_escapes_what_is_not_marked_safe() -> None:
    shown = template(
        '{% govuk "input" id="a" name="a" label__text=label hint__html=hint %}',
        label="<b>Name</b>",
        hint=mark_safe("<i>first and last</i>"),
    )
    assert "&lt;b&gt;Name&lt;/b&gt;" in shown
    assert "<i>first and last</i>" in shown


def test_a_component_goes_round_a_piece_of_page() -> None:
    shown = template('{% govuk_with "details" summaryText="Why" %}<p>{{ x }}</p>{% end_govuk_with %}', x="<")
    assert "<p>&lt;</p>" in shown
    assert 'class="govuk-details"' in shown
