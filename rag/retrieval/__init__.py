"""Question -> searches -> passages -> evidence, without a language model."""
