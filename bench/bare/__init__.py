"""The yardstick for pages: Wagtail as a new project has it, with one page of a title and a text, and no cache."""
