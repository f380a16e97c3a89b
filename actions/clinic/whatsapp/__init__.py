"""What the database keeps for the WhatsApp channel."""
