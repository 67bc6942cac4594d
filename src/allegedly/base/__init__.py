"""The nouns every other folder uses; imports nothing of ours."""
