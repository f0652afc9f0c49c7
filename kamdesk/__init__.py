"""kamdesk: a desk for key-account management, from the customer archive to its Excel forms."""

__version__ = "0.1.0"
