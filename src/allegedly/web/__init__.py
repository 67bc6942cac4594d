"""The case in a browser, on this machine only: pages rendered here, with plain addresses, that read without scripts."""
