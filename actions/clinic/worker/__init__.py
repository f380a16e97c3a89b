"""Delivers what follows a booking; ``python -m actions.clinic.worker`` runs it."""
