"""The board, situation reports, how it went, the record, and where everybody starts."""

from django.urls import URLPattern, URLResolver, path

from rallyround.room.views import board, ends, record, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("start/", board.start, name="start"),
    path("board/", board.board, name="board"),
    path("situation-reports/", reports.situation_reports, name="situation_reports"),
    path("situation-reports/<uuid:id>/", reports.situation_report, name="situation_report"),
    path("incidents/<uuid:id>/situation-report/", reports.make, name="situation_report_make"),
    path("ends/", ends.ends, name="ends"),
    path("incidents/<uuid:id>/end/", ends.end, name="end"),
    path("record/", record.ledger, name="ledger"),
]
