"""The accounts as a portfolio: potential against loyalty, growth against share, and the lists beside the pictures."""
