"""Business cases: the list, one case with everything, its options and lines, decisions, and what came of it."""

from django.urls import URLPattern, path

from rallyround.business.views import cases, decisions, options

urlpatterns: list[URLPattern] = [
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.add, name="case_add"),
    path("cases/values/", cases.unit_values, name="unit_values"),
    path("cases/<uuid:id>/", cases.case, name="case"),
    path("cases/<uuid:id>/lines/", cases.lines, name="case_lines"),
    path("cases/<uuid:id>/change/", cases.change, name="case_change"),
    path("cases/<uuid:id>/copy/", cases.copy, name="case_copy"),
    path("cases/<uuid:id>/submit/", decisions.submit, name="case_submit"),
    path("cases/<uuid:id>/decide/", decisions.decide, name="case_decide"),
    path("cases/<uuid:id>/options/new/", options.add, name="option_add"),
    path("cases/options/<uuid:id>/", options.change, name="option_change"),
    path("cases/options/<uuid:id>/prefer/", options.prefer, name="option_prefer"),
    path("cases/options/<uuid:id>/remove/", options.remove, name="option_remove"),
    path("cases/options/<uuid:id>/lines/new/", options.add_line, name="line_add"),
    path("cases/lines/<uuid:id>/", options.change_line, name="line_change"),
    path("cases/lines/<uuid:id>/remove/", options.remove_line, name="line_remove"),
    path("cases/lines/<uuid:id>/actual/", decisions.actual, name="line_actual"),
    path("cases/conditions/<uuid:id>/met/", decisions.condition_met, name="condition_met"),
]
