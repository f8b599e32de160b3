"""The answers for programs that speak OpenAI's chat completions: nothing of OpenAI's is called."""

from rag.serving.openai.errors import OpenAIErrors
from rag.serving.openai.routes import openai_routes

__all__ = ["OpenAIErrors", "openai_routes"]
