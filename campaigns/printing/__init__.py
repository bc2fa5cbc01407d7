"""PDF from Typst templates, with fonts that come along; knows no domain model."""
