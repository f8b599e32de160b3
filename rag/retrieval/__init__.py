"""Question -> passages -> evidence: question reading, fusion, sentences."""
