"""Signatures from files and files of signatures, on django-import-export's resources."""
