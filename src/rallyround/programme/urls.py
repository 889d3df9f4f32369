"""The programme: the journey, the five systems, the register, bodies and requests, the week; then plan and papers."""

from django.urls import URLPattern, URLResolver, include, path

from rallyround.programme.views import journey, systems

GROUP = "journey/<uuid:group>/"
STEP = "journey/<uuid:group>/steps/<int:step>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("journey/", journey.journey, name="journey"),
    path("journey/references/", journey.references, name="references"),
    path(GROUP, journey.group_journey, name="group_journey"),
    path(f"{GROUP}begin/", journey.begin, name="cycle_begin"),
    path(f"{GROUP}end/", journey.end, name="cycle_end"),
    path(STEP, journey.step, name="step"),
    path(f"{STEP}open/", journey.open_step, name="step_open"),
    path(f"{STEP}close/", journey.close_step, name="step_close"),
    path(f"{STEP}questions/<slug:question>/", journey.answer, name="step_answer"),
    path("weekly/", journey.weekly_routine, name="weekly"),
    path("systems/", systems.systems, name="systems"),
    path("systems/<slug:key>/", systems.system, name="system"),
    path("systems/<slug:key>/edit/", systems.edit_system, name="system_edit"),
    path("systems/<slug:key>/put-right/<slug:check>/", systems.put_right, name="system_put_right"),
    path("register/", systems.register_list, name="register"),
    path("register/new/", systems.new_entry, name="register_new"),
    path("register/<uuid:id>/", systems.entry, name="register_entry"),
    path("register/<uuid:id>/close/", systems.close_entry, name="register_close"),
    path("register/<uuid:id>/follow/", systems.follow_entry, name="register_follow"),
    path("bodies/", systems.bodies, name="bodies"),
    path("bodies/new/", systems.add_body, name="body_add"),
    path("bodies/<uuid:id>/end/", systems.end_body, name="body_end"),
    path("partnership-requests/", systems.requests, name="requests"),
    path("partnership-requests/new/", systems.add_request, name="request_add"),
    path("partnership-requests/<uuid:id>/", systems.one_request, name="request"),
    path("partnership-requests/<uuid:id>/answer/", systems.answer_request, name="request_answer"),
    path("partnership-requests/<uuid:id>/route/", systems.route_request, name="request_route"),
    path("", include("rallyround.programme.plan_urls")),
    path("", include("rallyround.programme.paper_urls")),
]
