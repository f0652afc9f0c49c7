"""What people do: rules, states and queries as plain functions over a session."""
