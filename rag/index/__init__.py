"""Articles -> passages -> store: cutting, embedding, Chroma, the catalogue, ingest."""
