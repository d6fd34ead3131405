"""Watching without hounding (theo dõi): the rules, each with its threshold and sentence."""
