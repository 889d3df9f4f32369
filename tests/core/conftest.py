"""Hypothesis without a deadline: on a busy machine the first call of a library can take long."""

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
