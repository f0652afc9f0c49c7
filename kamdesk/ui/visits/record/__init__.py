"""The record of one visit: the form, what is known beside it, and the plan while the visit is still to come."""
