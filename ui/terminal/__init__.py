"""What the console command prints, and its progress bars on the error stream."""

from ui.terminal.answers import print_answer, print_found
from ui.terminal.articles import print_article, print_articles, print_dates
from ui.terminal.listings import print_findings, print_models
from ui.terminal.progress import ingest_progress, transfer_progress, waiting
from ui.terminal.reports import duplicate_line, print_changes, print_report
from ui.terminal.screen import console_of, harmless, safe

__all__ = [
    "console_of",
    "duplicate_line",
    "harmless",
    "ingest_progress",
    "print_answer",
    "print_article",
    "print_articles",
    "print_changes",
    "print_dates",
    "print_findings",
    "print_found",
    "print_models",
    "print_report",
    "safe",
    "transfer_progress",
    "waiting",
]
