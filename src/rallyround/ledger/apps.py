from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "rallyround.ledger"
    label = "ledger"
