"""What there is: the mapped records, the declaration of their fields, and the vocabulary of the trade."""
