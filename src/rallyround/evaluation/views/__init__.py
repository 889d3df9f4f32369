"""The pages of readiness, evidence, the scorecard, lessons, what asks for a look, and effects."""
