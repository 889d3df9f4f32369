"""Readiness, evidence, the scorecard, lessons, debriefs, what asks for a look, and what an activation did."""

from django.urls import URLPattern, URLResolver, path

from rallyround.evaluation.views import debriefs, evidence, impact, lessons, readiness, scorecard, triggers

urlpatterns: list[URLPattern | URLResolver] = [
    path("readiness/", readiness.readiness, name="readiness"),
    path("readiness/criteria/", readiness.criteria, name="readiness_criteria"),
    path("readiness/<uuid:id>/", readiness.module, name="module_readiness"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("evidence/new/", evidence.add, name="evidence_add"),
    path("evidence/<uuid:id>/", evidence.item, name="evidence_item"),
    path("evidence/<uuid:id>/withdraw/", evidence.withdraw, name="evidence_withdraw"),
    path("scorecard/", scorecard.scorecard, name="scorecard"),
    path("scorecard/zones/", scorecard.zones, name="zones"),
    path("scorecard/steps/<int:step>/", scorecard.score, name="score_step"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/new/", lessons.add, name="lesson_add"),
    path("lessons/<uuid:id>/", lessons.lesson, name="lesson"),
    path("lessons/<uuid:id>/accept/", lessons.accept, name="lesson_accept"),
    path("lessons/<uuid:id>/reject/", lessons.reject, name="lesson_reject"),
    path("lessons/<uuid:id>/change/", lessons.change, name="lesson_change"),
    path("lessons/<uuid:id>/embed/", lessons.embed, name="lesson_embed"),
    path("lessons/<uuid:id>/reopen/", lessons.reopen, name="lesson_reopen"),
    path("debriefs/", debriefs.debriefs, name="debriefs"),
    path("debriefs/new/", debriefs.add, name="debrief_add"),
    path("debriefs/<uuid:id>/", debriefs.debrief, name="debrief"),
    path("triggers/", triggers.triggers, name="triggers"),
    path("triggers/<uuid:id>/", triggers.trigger, name="trigger"),
    path("triggers/<uuid:id>/answer/", triggers.answer, name="trigger_answer"),
    path("activations/<uuid:id>/impact/", impact.activation_impact, name="activation_impact"),
]
