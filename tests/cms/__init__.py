"""Tests of the CMS as a whole: settings, access, health, mailbox."""
