"""Evidence -> answer: prompts, support, citations, conflicts, refusal, the Assistant."""
