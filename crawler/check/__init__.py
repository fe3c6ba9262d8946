"""Holding the parliament's live services against the contract: a few questions, and what is learnt from the answers.

probes.py lists what is asked, in order; search.py, hits.py, opendata.py, records.py, sites.py and hosts.py say what an
answer must be (pure functions, text in, findings out); run.py asks, through the spider `contract_check`.
"""
