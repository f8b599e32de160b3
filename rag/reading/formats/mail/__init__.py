"""Mails, and the web archives that browsers write as mails."""
