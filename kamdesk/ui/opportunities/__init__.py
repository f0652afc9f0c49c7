"""The Opportunities tab: board, list, funnel, pipelines; what is done with an opportunity from any of them."""
