"""A case in other people's formats: tables, graphs, bundles, and a brief that can be read."""
