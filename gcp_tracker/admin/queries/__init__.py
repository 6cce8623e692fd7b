"""What the administrator reads: people, teams, settings and how the service is. No child’s name is among it."""
