"""The pages of partners and the work with them."""

from django.urls import URLPattern, path

from rallyround.collaborations.views import coverage, terms, work

urlpatterns: list[URLPattern] = [
    path("groups/<uuid:id>/candidates/", coverage.candidates, name="candidates"),
    path("groups/<uuid:id>/candidates/add/", coverage.candidate_add, name="candidate_add"),
    path("candidates/<uuid:id>/", coverage.candidate, name="candidate"),
    path("partners/", coverage.partners, name="partners"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/target/", coverage.coverage_target, name="coverage_target"),
    path("collaborations/", work.collaborations, name="collaborations"),
    path("collaborations/add/", work.collaboration_add, name="collaboration_add"),
    path("collaborations/reviews/", coverage.collaboration_reviews, name="collaboration_reviews"),
    path("collaborations/deliveries/", terms.deliveries, name="deliveries"),
    path("collaborations/deliveries/<uuid:id>/withdraw/", terms.delivery_withdraw, name="delivery_withdraw"),
    path("collaborations/terms/<uuid:id>/", terms.terms_change, name="terms_change"),
    path("collaborations/terms/<uuid:id>/agree/", terms.terms_agree, name="terms_agree"),
    path(
        "collaborations/terms/<uuid:id>/agreed-by-them/",
        terms.terms_agreed_by_them,
        name="terms_agreed_by_them",
    ),
    path("collaborations/<uuid:id>/", work.collaboration, name="collaboration"),
    path("collaborations/<uuid:id>/widen/", work.collaboration_widen, name="collaboration_widen"),
    path("collaborations/<uuid:id>/drop/", work.collaboration_drop, name="collaboration_drop"),
    path("collaborations/<uuid:id>/end/", work.collaboration_end, name="collaboration_end"),
    path("collaborations/<uuid:id>/terms/add/", terms.terms_add, name="terms_add"),
    path("collaborations/<uuid:id>/deliveries/add/", terms.delivery_add, name="delivery_add"),
    path("collaborations/<uuid:id>/verdict/", terms.verdict_add, name="verdict_add"),
]
