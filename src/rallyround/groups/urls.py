"""The pages of the risk register and the priority groups."""

from django.urls import URLPattern, path

from rallyround.groups.views import groups, risks, speaking

urlpatterns: list[URLPattern] = [
    path("risks/", risks.risks, name="risks"),
    path("risks/add/", risks.risk_add, name="risk_add"),
    path("risks/import/", risks.risks_import, name="risks_import"),
    path("risks/<uuid:id>/", risks.risk_change, name="risk_change"),
    path("risks/<uuid:id>/retire/", risks.risk_retire, name="risk_retire"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add/", groups.group_add, name="group_add"),
    path("groups/ranking/", groups.group_ranking, name="group_ranking"),
    path("groups/needs/", speaking.group_needs, name="group_needs"),
    path("groups/needs/<uuid:id>/end/", speaking.group_need_end, name="group_need_end"),
    path("groups/contacts/", speaking.group_contacts, name="group_contacts"),
    path("groups/routes/<uuid:id>/end/", speaking.route_end, name="route_end"),
    path("groups/<uuid:id>/", groups.group, name="group"),
    path("groups/<uuid:id>/change/", groups.group_change, name="group_change"),
    path("groups/<uuid:id>/priority/", groups.group_priority, name="group_priority"),
    path("groups/<uuid:id>/end/", groups.group_end, name="group_end"),
    path("groups/<uuid:id>/routes/add/", speaking.route_add, name="route_add"),
    path("groups/<uuid:id>/contacts/add/", speaking.group_contact_add, name="group_contact_add"),
    path("groups/<uuid:id>/needs/add/", speaking.group_need_add, name="group_need_add"),
]
