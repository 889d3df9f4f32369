"""The board, situation reports, how it went, the record, and where everybody starts."""

from django.urls import URLPattern, URLResolver, path

from rallyround.room.views import board

urlpatterns: list[URLPattern | URLResolver] = [
    path("start/", board.start, name="start"),
    path("board/", board.board, name="board"),
]
