"""Every change to areas, indicators and postcodes."""

from rallyround.places.actions.keeping import keep_file, keep_invented
from rallyround.places.actions.naming import name_place

__all__ = ["keep_file", "keep_invented", "name_place"]
