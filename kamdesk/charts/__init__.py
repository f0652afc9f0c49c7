"""Pictures of figures and analyses: one file a chart, plain values in, a matplotlib figure out."""
