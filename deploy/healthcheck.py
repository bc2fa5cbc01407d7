"""Asks the web process in this container whether it can serve; exit status 0 if so."""

import os
import sys
from http.client import HTTPConnection, HTTPException

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
port = int(os.environ.get("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2])
try:
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    connection.request("GET", "/readyz", headers={"Host": host, "X-Forwarded-Proto": "https"})
    ready = connection.getresponse().status == 200
except (OSError, HTTPException):
    ready = False
sys.exit(0 if ready else 1)
