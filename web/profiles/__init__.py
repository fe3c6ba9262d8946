"""The pages of ministers, askers, parties, themes and session years."""
