"""Who helps whom, tasks, capacity, working safely, and the links of volunteers."""

from django.urls import URLPattern, URLResolver, path

from rallyround.tasking.views import link, proposals, safety, tasks

urlpatterns: list[URLPattern | URLResolver] = [
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/unmet/", proposals.unmet, name="unmet"),
    path("proposals/plan/", proposals.plan_again, name="plan_again"),
    path("proposals/changes/", proposals.plan_changes, name="plan_changes"),
    path("proposals/gain/", proposals.plan_gain, name="plan_gain"),
    path("proposals/loosen/", proposals.plan_loosen, name="plan_loosen"),
    path("proposals/shares/", proposals.plan_shares, name="plan_shares"),
    path("proposals/decide/", proposals.decide, name="proposals_decide"),
    path("proposals/<uuid:id>/", proposals.proposal, name="proposal"),
    path("needs/<uuid:id>/helpers/", proposals.helpers, name="need_helpers"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<uuid:id>/", tasks.task, name="task"),
    path("tasks/<uuid:id>/<slug:verb>/", tasks.step, name="task_step"),
    path("capacity/", tasks.capacity_board, name="capacity"),
    path("risk-assessments/", safety.risk_assessments, name="risk_assessments"),
    path("risk-assessments/approve/", safety.approve_risk, name="risk_assessment_approve"),
    path("closures/", safety.closures, name="closures"),
    path("closures/<uuid:id>/lift/", safety.lift, name="closure_lift"),
    path("t/<str:token>/", link.task_link, name="task_link"),
    path("f/<str:token>/", link.feedback_link, name="feedback_link"),
]
