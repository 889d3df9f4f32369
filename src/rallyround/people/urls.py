"""The pages of this app. Signing in has its own list in `sign_in_urls`."""

from django.urls import URLPattern, URLResolver, path

from rallyround.people.views import call_out, directory, settings, users

urlpatterns: list[URLPattern | URLResolver] = [
    path("users/", users.users, name="users"),
    path("users/add/", users.add_user, name="add_user"),
    path("users/<uuid:id>/", users.user, name="user"),
    path("users/<uuid:id>/roles/", users.give_role, name="give_role"),
    path("users/<uuid:id>/roles/<uuid:membership>/end/", users.end_role, name="end_role"),
    path("users/<uuid:id>/close/", users.close_user, name="close_user"),
    path("users/<uuid:id>/open/", users.open_user, name="open_user"),
    path("users/<uuid:id>/link/", users.send_link, name="send_password_link"),
    path("users/<uuid:id>/second-factor/", users.remove_second_factor, name="remove_second_factor"),
    path("set-password/<str:token>/", users.set_password, name="set_password"),
    path("directory/", directory.organisations, name="organisations"),
    path("directory/add/", directory.add_organisation, name="add_organisation"),
    path("directory/<uuid:id>/", directory.organisation, name="organisation"),
    path("directory/<uuid:id>/change/", directory.change_organisation, name="change_organisation"),
    path("directory/<uuid:id>/contacts/add/", directory.add_contact, name="add_contact"),
    path("directory/contacts/<uuid:id>/", directory.contact, name="contact"),
    path("directory/contacts/<uuid:id>/change/", directory.change_contact, name="change_contact"),
    path("directory/contacts/<uuid:id>/tried/", directory.verify_contact, name="verify_contact"),
    path("directory/contacts/<uuid:id>/remove/", directory.remove_contact, name="remove_contact"),
    path("call-out-list/", call_out.call_out_list, name="call_out_list"),
    path("call-out-list/card/", call_out.call_out_card, name="call_out_card"),
    path("call-out-list/<uuid:id>/", call_out.rank_contact, name="rank_contact"),
    path("partnership/", settings.partnership, name="partnership"),
    path("going-live/", settings.going_live, name="going_live"),
    path("going-live/checks/<slug:kind>/", settings.gate_check, name="gate_check"),
    path("going-live/now/", settings.go_live, name="go_live"),
    path("going-live/back/", settings.back_to_practice, name="back_to_practice"),
    path("privacy", settings.privacy, name="privacy"),
    path("accessibility", settings.accessibility, name="accessibility"),
]
