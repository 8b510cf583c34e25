"""Measurements, run by `make bench`, never by tests: ratios against a raw limit in the same run, and medians."""
