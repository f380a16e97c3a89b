"""WhatsApp Cloud API: from webhook to conversation and back."""
