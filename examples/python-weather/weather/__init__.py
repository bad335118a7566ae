"""Reads days, groups them, and draws them."""
