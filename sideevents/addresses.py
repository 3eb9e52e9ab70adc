"""E-mail addresses as people type them."""

from email_validator import validate_email


def clean_address(text: str) -> str:
    """The address in its normal form (host in small letters, NFC); ValueError if it is none. Asks no name server."""
    return validate_email(text.strip(), check_deliverability=False).normalized
