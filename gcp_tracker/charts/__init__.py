"""Results as pictures: inline SVG, Plotly figure and table rows, all from the same numbers.

Nothing here knows the database or the web. What comes in are the plain facts of `care.py`.
"""
