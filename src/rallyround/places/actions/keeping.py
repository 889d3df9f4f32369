"""Keeping what a published file says of places, or what the demo invents: many rows, one transaction, one entry."""

from datetime import datetime

from django.db import transaction
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.places.actions._upserts import write
from rallyround.places.models import LoadedFile
from rallyround.places.rows import Content, ReadFile


@transaction.atomic
def keep_file(*, by: Actor, at: datetime, file: ReadFile, content: Content) -> LoadedFile:
    """Keep what was read of a published file, wholly or not at all. The same again changes nothing but the time."""
    write(content)
    loaded, _ = LoadedFile.objects.update_or_create(
        sha256=file.sha256,
        defaults={
            "name": file.name[-200:],
            "kind": file.kind,
            "partnership": file.partnership,
            "read": file.read,
            "kept": file.kept,
            "at": at,
        },
    )
    record(
        by=by,
        at=at,
        verb="places.file_loaded",
        subject=("loaded_file", loaded.id),
        data={
            "sha256": file.sha256,
            "kind": file.kind,
            "partnership": file.partnership,
            "read": file.read,
            "kept": file.kept,
        },
    )
    return loaded


@transaction.atomic
def keep_invented(*, by: Actor, at: datetime, content: Content) -> None:
    """Keep invented places: districts, small areas with outlines, figures, postcodes. For the demo and for tests.

    Outlines are GeoJSON geometries in whole metres (`rows.polygon` makes one from corners); a district without an
    outline gets the one of its small areas together. Kept twice, nothing changes.
    """
    write(content)
    record(
        by=by,
        at=at,
        verb="places.invented",
        subject=("places", uuid7()),
        data={
            "areas": len(content.areas),
            "figures": len(content.values),
            "postcodes": len(content.postcodes),
        },
    )
