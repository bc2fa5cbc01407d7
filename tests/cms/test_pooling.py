"""Connections that died with the database are replaced once one request has found out."""

from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.test import RequestFactory

from cms import pooling
from cms.health import failing


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Mock:
    pool = Mock()
    monkeypatch.setattr(pooling, "connection", SimpleNamespace(pool=pool))
    return pool


@pytest.mark.parametrize(("error", "times"), [(OperationalError(), 1), (InterfaceError(), 1), (ValueError(), 0)])
def test_only_errors_of_a_connection_make_it_look(pool: Mock, error: Exception, times: int) -> None:
    try:
        raise error
    except type(error):
        pooling.note_exception(sender=HttpRequest, request=RequestFactory().get("/"))
    assert pool.check.call_count == times


def test_what_asks_whether_the_site_is_ready_finds_out_too(pool: Mock) -> None:
    assert failing({"database": Mock(side_effect=OperationalError())}) == ["database"]
    pool.check.assert_called_once()


def test_without_a_pool_there_is_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "connection", SimpleNamespace())
    pooling.replace_dead(OperationalError())
