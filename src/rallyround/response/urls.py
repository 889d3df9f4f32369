"""Modules, activations, advice, exercises and helpers who wait."""

from django.urls import URLPattern, URLResolver, path

from rallyround.response.views import activations, advice, exercises, helpers, modules

urlpatterns: list[URLPattern | URLResolver] = [
    path("modules/", modules.modules, name="modules"),
    path("modules/needs/", modules.matrix, name="module_needs"),
    path("modules/library/<slug:key>/", modules.adopt, name="module_adopt"),
    path("modules/<uuid:id>/", modules.module, name="module"),
    path("modules/<uuid:id>/change/", modules.change, name="module_change"),
    path("modules/<uuid:id>/groups/", modules.link, name="module_groups"),
    path("modules/<uuid:id>/approve/", modules.approve, name="module_approve"),
    path("modules/<uuid:id>/retire/", modules.retire, name="module_retire"),
    path("modules/<uuid:id>/activate/", activations.activate, name="module_activate"),
    path("modules/<uuid:id>/not-now/", activations.decide_against, name="module_not_now"),
    path("modules/<uuid:id>/requests/", activations.requests, name="module_requests"),
    path("activations/", activations.activations, name="activations"),
    path("activations/<uuid:id>/", activations.activation, name="activation"),
    path("activations/<uuid:id>/needs/", activations.needs, name="activation_needs"),
    path("activations/<uuid:id>/items/<int:number>/", activations.tick, name="activation_tick"),
    path("activations/<uuid:id>/end/", activations.stand_down, name="activation_stand_down"),
    path("activations/<uuid:id>/step/<slug:verb>/", activations.step, name="activation_step"),
    path("advice/", advice.advice, name="advice"),
    path("advice/items/", advice.items, name="advice_items"),
    path("advice/items/new/", advice.add, name="advice_add"),
    path("advice/items/<uuid:id>/", advice.item, name="advice_item"),
    path("advice/items/<uuid:id>/change/", advice.change, name="advice_change"),
    path("advice/items/<uuid:id>/publish/", advice.publish, name="advice_publish"),
    path("advice/items/<uuid:id>/withdraw/", advice.withdraw, name="advice_withdraw"),
    path("advice/items/<uuid:id>/reach/", advice.reach, name="advice_reach"),
    path("helpers/waiting/", helpers.idle, name="idle_helpers"),
    path("helpers/waiting/ask/", helpers.prompt, name="idle_helpers_prompt"),
    path("helpers/<uuid:id>/join/", helpers.plan, name="helper_plan"),
    path("exercises/", exercises.exercises, name="exercises"),
    path("exercises/summary/", exercises.summary, name="exercise_summary"),
    path("exercises/bring-in/", exercises.bring_in, name="exercise_bring_in"),
    path("exercises/<uuid:id>/", exercises.exercise, name="exercise"),
]
