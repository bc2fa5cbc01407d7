"""Tests of users and roles."""
