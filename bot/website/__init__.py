"""What the website channel does behind its routes."""
