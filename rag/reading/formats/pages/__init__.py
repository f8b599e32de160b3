"""Web pages: bytes -> text, captions and what the markup says of the article."""
