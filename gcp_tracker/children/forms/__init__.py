"""The forms of this slice: the child, the family round the child, and the work with the child."""
