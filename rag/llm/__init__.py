"""Language models behind `rag.protocols.LanguageModel`; only `rag.assemble` builds them."""
