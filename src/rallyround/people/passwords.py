"""Argon2id at the cost that OWASP names as its floor (19 MiB, 2 passes, 1 lane): quick enough at three in the morning."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """m = 19,456 KiB, t = 2, p = 1."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
