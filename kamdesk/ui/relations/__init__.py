"""People at the customer: the decision map, who knows whom, and how somebody behaves."""
