"""A campaign to try Clarion out with: its words are in `content/`, one file per page and language."""
