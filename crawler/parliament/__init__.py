"""Addresses and replies of the parliament's services: pure functions, text in, records out (contract.md)."""
