"""Who may open what no app of ours answers: the switch of language."""

ACCESS: dict[str, str | frozenset[str]] = {"set_language": "public"}
