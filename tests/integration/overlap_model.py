"""A real cross-encoder small enough to be written by hand: it scores shared words.

A BERT of two layers without chance: its words are unit vectors. In the first layer each word looks
for itself in the question, in the second the text's words report to [CLS] whether they were found.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.quiet import quieten

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import BertForSequenceClassification

_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_SURE = 20.0
"""How much more likely a word looks where it should than elsewhere, as a logarithm."""


def save_overlap_model(
    folder: Path, *, words: Sequence[str], most_tokens: int = 64, labels: int = 1
) -> Path:
    """Save a model whose score is higher the more of a text's words stand in the question."""
    quieten()
    from transformers import BertTokenizer

    vocabulary = {word: place for place, word in enumerate([*_MARKS, *sorted(set(words))])}
    # It doesn't say how much the model can read, as many a tokenizer doesn't.
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    _model(len(vocabulary), most_tokens=most_tokens, labels=labels).save_pretrained(folder)
    return folder


def _model(words: int, *, most_tokens: int, labels: int) -> "BertForSequenceClassification":
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    asked, told, found = words, words + 1, words + 2
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=words,
            hidden_size=words + 3,
            num_hidden_layers=2,
            num_attention_heads=1,
            intermediate_size=1,
            max_position_embeddings=most_tokens,
            num_labels=labels,
        )
    )
    with torch.no_grad():
        for each in model.parameters():
            each.zero_()
        for module in model.modules():
            if isinstance(module, torch.nn.LayerNorm):
                _let_pass(module.weight, module.bias)
        embeddings = model.bert.embeddings
        embeddings.word_embeddings.weight[:, :words] = torch.eye(words)
        embeddings.token_type_embeddings.weight[0, asked] = 1
        embeddings.token_type_embeddings.weight[1, told] = 1
        look, report = (layer.attention for layer in model.bert.encoder.layer)
        sure = (_SURE * (words + 3) ** 0.5) ** 0.5
        for one in (look.self.query, look.self.key):
            one.weight[:words, :words] = sure * torch.eye(words)
        look.self.value.weight[found, asked] = 1
        report.self.query.weight[told, _MARKS.index("[CLS]")] = sure
        report.self.key.weight[told, told] = sure
        report.self.value.weight[found, found] = 1
        for each in (look, report):
            each.output.dense.weight[:] = torch.eye(words + 3)
        model.bert.pooler.dense.weight[0, found] = 0.5
        model.classifier.weight[:, 0] = 1
    return model


def _let_pass(weight: "Tensor", bias: "Tensor") -> None:
    """Let the normalising of a word and its segment, two ones among zeros, change nothing."""
    size = len(weight)
    weight.fill_((2 / size - (2 / size) ** 2) ** 0.5)
    bias.fill_(2 / size)
