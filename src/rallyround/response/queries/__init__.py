"""What pages, and the apps above, read of modules, activations, exercises and advice."""

from rallyround.response.queries.exercises import ExerciseResult, exercise_results, results_of, summaries

__all__ = ["ExerciseResult", "exercise_results", "results_of", "summaries"]
