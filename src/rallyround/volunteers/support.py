"""What we say to those who help when it was hard. Shown after every task and on every volunteer's page."""

from django.utils.translation import gettext_lazy as _

SUPPORT = _(
    "Helping in an emergency can stay with you. Talk to somebody you trust or to the people who sent you; "
    "Samaritans listen at any hour, free, on 116 123. If you were hurt or felt unsafe, tell us today."
)
