"""The pages of files in and out."""

from django.urls import URLPattern, URLResolver, path

from rallyround.feeds.views import exports, imports

urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", imports.imports, name="imports"),
    path("imports/columns/<str:token>/", imports.columns, name="import_columns"),
    path("imports/<uuid:id>/", imports.result, name="import_result"),
    path("exports/", exports.exports, name="exports"),
    path("exports/large/<slug:listing>/", exports.large, name="export_large"),
    path("exports/<uuid:id>/", exports.fetch, name="export_file"),
]
