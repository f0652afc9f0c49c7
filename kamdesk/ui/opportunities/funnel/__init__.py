"""The sales funnel: the stages of a pipeline with all their figures, and the records behind each."""
