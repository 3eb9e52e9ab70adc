"""The door for mail: bytes of a message in, one use-case called, an answer left in the outbox."""
