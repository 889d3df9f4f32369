"""What directory details are read for. The key is written into the record with each read."""

from django.utils.translation import gettext_lazy as _

PURPOSES = {
    "call": _("To call them now"),
    "verify": _("To try whether the number works"),
    "correct": _("To correct the entry"),
    "plan": _("To plan or exercise with them"),
}
PRINT = "print_card"  # the call-out card says by itself what it is for
CHOICES = list(PURPOSES.items())
