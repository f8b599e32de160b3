"""A real NLI cross-encoder small enough to be written by hand: it takes shared words for proof."""

import json
from collections.abc import Sequence
from pathlib import Path

from overlap_model import save_overlap_model

_SHARP = 200.0
_HALF = 0.45
"""The overlap model's score lies a little above this where all words are shared, else below."""


def save_entailment_model(
    folder: Path,
    *,
    words: Sequence[str],
    labels: Sequence[str] = ("contradiction", "entailment", "neutral"),
    doubt: float = 0.0,
) -> Path:
    """Save a model for which a claim is entailed whose words all stand in the premise.

    `doubt` is the score of every other label, where sure entailment has about 6.
    """
    from safetensors.torch import load_file, save_file

    save_overlap_model(folder, words=words, labels=len(labels))
    configuration = json.loads((folder / "config.json").read_text("utf-8"))
    configuration["id2label"] = {str(place): label for place, label in enumerate(labels)}
    configuration["label2id"] = {label: place for place, label in enumerate(labels)}
    (folder / "config.json").write_text(json.dumps(configuration), "utf-8")
    weights = load_file(folder / "model.safetensors")
    entailed = [label.lower() == "entailment" for label in labels]
    for place, sure in enumerate(entailed):
        weights["classifier.weight"][place] *= _SHARP if sure else 0
        weights["classifier.bias"][place] = -_SHARP * _HALF if sure else doubt
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder
