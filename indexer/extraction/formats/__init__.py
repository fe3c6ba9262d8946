"""The kinds of file that are read, a room each, and what several of them share: tables, lists, packages, troubles."""
