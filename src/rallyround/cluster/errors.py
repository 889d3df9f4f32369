"""The one exception of this package: what is wrong, and what to do about it."""


class ClusterError(Exception):
    """The database cannot be found, made, started or trusted; `remedy` says what a person can do."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = (
            problem if problem.endswith(".") else f"{problem}."
        )  # what programs said has no full stop
        self.remedy = remedy
        super().__init__(f"{self.problem} {remedy}")
