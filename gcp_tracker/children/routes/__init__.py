"""The pages of this slice. Each module below hangs its own on `bp`."""

from gcp_tracker.children.routes import adding, describing, doubles, families, homes, lists, team, work
from gcp_tracker.children.routes.blueprint import bp

__all__ = ["adding", "bp", "describing", "doubles", "families", "homes", "lists", "team", "work"]
