"""Who did it, as a label and an id: never a name."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts. `kind` is user, volunteer, requester, contact, public or system."""

    kind: str
    id: UUID | None = None
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id or self.name}" if self.id or self.name else self.kind


PUBLIC = Actor("public")


def system(job: str) -> Actor:
    """A job of our own, by its name."""
    return Actor("system", name=job)
