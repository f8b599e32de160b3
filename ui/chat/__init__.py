"""The room where questions are asked, and where conversations are kept at hand."""
