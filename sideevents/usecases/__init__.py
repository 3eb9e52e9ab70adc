"""Verbs, one file each: a use-case is one function in one transaction. They know neither the web nor the clock."""
