"""Webhooks by the Standard Webhooks specification: words, signatures, retries, addresses."""
