"""Published files into places: found, put in order, read by their kind, kept one transaction each."""

from rallyround.places.loading.files import Found, found
from rallyround.places.loading.load import Outcome, load, refusal

__all__ = ["Found", "Outcome", "found", "load", "refusal"]
