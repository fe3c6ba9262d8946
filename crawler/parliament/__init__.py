"""Addresses and answers of the parliament's services: pure functions, text in, records out (contract.md)."""
