"""How gunicorn serves Clarion: behind a proxy that buffers slow visitors."""

import os

wsgi_app = "cms.wsgi:application"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat must not wait for a disk
# Loaded in each process, not once before them: otherwise a reload would go on with the old code.
preload_app = False
control_socket_disable = True
timeout = 30
graceful_timeout = 30
keepalive = 75
# A leak never grows old; the jitter keeps the processes from restarting together.
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4094
# The proxy writes the access log, and masks tokens in it; see deploy/nginx.conf.
accesslog = None
errorlog = "-"
# Only our own proxy reaches this socket, and it overwrites the headers that say who is there.
forwarded_allow_ips = "*"
