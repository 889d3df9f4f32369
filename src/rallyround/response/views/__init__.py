"""The pages of modules, activations, advice, exercises and helpers who wait."""
