"""The corpus: one finished question a row, made out of the archive by workers, loaded from dumps, and counted."""
