"""Ways of working, ready made: each with why. A partnership takes those that it means and adds its own."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Ready:
    """One way of working of the ready-made set."""

    key: str
    text: Text
    reason: Text


READY: tuple[Ready, ...] = (
    Ready("hardest_hit_first", _("Whoever would be hit hardest comes first."),
          _("Help that is spread over everybody reaches too few who cannot do without it.")),
    Ready("made_together", _("Those it is for help to make it, and it belongs to them."),
          _("What local people own goes on when a project ends.")),
    Ready("ask_first", _("We ask what is needed, and what is on offer, before we plan."),
          _("A plan made at a desk meets needs that nobody has.")),
    Ready("everyday_services", _("Everyday services sit at the table beside the emergency services."),
          _("Most of what makes people safer happens on ordinary days.")),
    Ready("within_means", _("We begin only what our people and money can carry."),
          _("Work that is begun and dropped costs trust.")),
    Ready("one_after_another", _("We take one group, learn from it, and then take the next."),
          _("The second group profits from every mistake made with the first.")),
    Ready("easy_start", _("We start where something can be shown soon."),
          _("An early success brings others along.")),
    Ready("be_present", _("We go to people and stay in touch in person."),
          _("A letter changes little.")),
    Ready("reach_not_size", _("We count who is reached, not how much was built."),
          _("A capability is large enough when nobody who needs it is left out.")),
    Ready("free_the_professionals", _("Neighbours do what neighbours can, so that professionals are free for the rest."),
          _("In a bad hour there are never enough professionals.")),
)  # fmt: skip
