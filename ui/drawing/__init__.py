"""Small pieces of the page, written as HTML from what an answer holds. Pure."""
