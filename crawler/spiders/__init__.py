"""The spiders: what to ask for and what to follow."""
