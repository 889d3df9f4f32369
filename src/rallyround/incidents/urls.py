"""Incidents, duty, the log, and answering a call-out."""

from django.urls import URLPattern, URLResolver, path

from rallyround.incidents.views import answer, duty, incidents, log

urlpatterns: list[URLPattern | URLResolver] = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/begin/", incidents.begin, name="incident_begin"),
    path("incidents/<uuid:id>/finish/", incidents.finish, name="incident_finish"),
    path("duty/", duty.duty, name="duty"),
    path("duty/begin/", duty.begin, name="duty_begin"),
    path("duty/<uuid:id>/hand-over/", duty.hand_over, name="duty_hand_over"),
    path("duty/<uuid:id>/accept/", duty.accept, name="duty_accept"),
    path("duty/call-outs/<uuid:id>/answer/", duty.answer, name="duty_answer"),
    path("duty/jobs/<int:id>/retry/", duty.retry_job, name="duty_retry_job"),
    path("log/", log.log, name="log"),
    path("log/new/", log.new, name="log_new"),
    path("log/<uuid:id>/", log.entry, name="log_entry"),
    path("log/<uuid:id>/done/", log.done, name="log_done"),
    path("answer/<str:token>/", answer.answer_call_out, name="answer_call_out"),
]
