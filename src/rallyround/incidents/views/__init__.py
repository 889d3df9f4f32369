"""The pages of incidents, duty, the log, and the answer to a call-out."""
