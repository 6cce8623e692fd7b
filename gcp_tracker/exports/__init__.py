"""What leaves the house, on paper or as a file: for whom, why, without what, and known again later."""
