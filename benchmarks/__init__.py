"""What the figures in the README come from: the product beside a named comparison, measured in the same run."""
