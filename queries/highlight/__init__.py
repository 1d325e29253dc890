"""Highlights: which parts of an article to show, and what to mark in them.

`occurrences` finds phrases in a text, `passages` chooses the sentences to show, `fragments` puts both together.
"""
