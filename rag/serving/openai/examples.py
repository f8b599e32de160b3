"""What the routes that speak OpenAI's language answer, as examples for the OpenAPI document."""

from typing import Any

_CITED = {
    "type": "url_citation",
    "url_citation": {
        "start_index": 0,
        "end_index": 63,
        "title": "Ferries sail again",
        "url": "http://127.0.0.1:7860/v1/articles/5b2f0c9a1d3e",
    },
}

COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-3f0b6d8e2a7c4f5b9e1d0c2a4b6d8f01",
    "object": "chat.completion",
    "created": 1770800000,
    "model": "extractive",
    "choices": [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "Ferries have sailed since Monday [9 February 2026] at noon. [1]",
                "refusal": None,
                "annotations": [_CITED],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 120, "completion_tokens": 31, "total_tokens": 151},
    "dateline": {"status": "answered"},
}

MODEL: dict[str, Any] = {
    "id": "extractive",
    "object": "model",
    "created": 0,
    "owned_by": "dateline",
    "dateline": {"backend": "extractive", "name": "quotes", "auto": True, "ready": True},
}
