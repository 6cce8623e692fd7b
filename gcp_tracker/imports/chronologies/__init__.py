"""Chronologies of other agencies as a file: looked over line by line, then taken in whole, or not at all."""
