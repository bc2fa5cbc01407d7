"""Tables of text, read from and written to the files people exchange; knows no domain model."""
