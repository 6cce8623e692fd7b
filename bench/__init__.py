"""Benchmarks: ratios measured in one run, printed and never failed on. See docs/bench.md."""
