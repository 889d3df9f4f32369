"""The pages of places."""

from django.urls import URLPattern, URLResolver, path

from rallyround.places import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("places/", views.places, name="places"),
    path("map/", views.area_map, name="map"),
    path("places/map.json", views.geojson, name="places_geojson"),
    path("places/<str:code>/", views.place, name="place"),
]
