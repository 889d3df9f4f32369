"""Papers."""

from django.urls import URLPattern, path

from rallyround.programme.views import papers

urlpatterns: list[URLPattern] = [
    path("papers/", papers.papers, name="papers"),
    path("papers/make/<slug:kind>/", papers.make, name="paper_make"),
    path("papers/<uuid:id>/", papers.paper, name="paper"),
    path("papers/<uuid:id>/file/<slug:format>/", papers.paper_file, name="paper_file"),
]
