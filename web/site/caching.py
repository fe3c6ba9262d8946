"""How long what the site answers may be kept."""

SHORTLY = {"Cache-Control": "public, max-age=300"}
"""Many ask for the same, and the index changes once a night."""

UNKEPT = {"Cache-Control": "no-store"}
"""Of what is only true now."""
