"""The pipelines of the department: their stages, order, probabilities and gates."""
