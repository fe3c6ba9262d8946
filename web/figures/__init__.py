"""Figures: charts, the page of figures, and what is unanswered and late."""
