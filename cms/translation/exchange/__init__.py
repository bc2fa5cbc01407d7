"""Work outside: translations as files for Poedit, Weblate, OmegaT and the like, and back."""
