"""Watching without hounding (theo dõi): patterns noticed, told to the person first."""
