"""Greets."""


def greeting(name: str) -> str:
    """What is said to somebody."""
    return f"Hello, {name}!"
