"""Gunicorn for production: `gunicorn -c deploy/gunicorn.conf.py wsgi:app`. Settings of the service: the environment.

Two processes with eight threads each; every process also does the clock's work (opening, closing, counting, mail),
which is safe to do twice. No access log: addresses are nobody's business. A stop finishes the requests under way.
"""

from gunicorn.glogging import Logger

from voting.cli.server import start_clock
from voting.web.logs import write_logs


class Lines(Logger):
    """Gunicorn's own messages as lines of JSON, like the service's."""

    def setup(self, cfg):
        super().setup(cfg)
        write_logs()


logger_class = Lines
bind = "127.0.0.1:8000"  # a proxy with TLS stands before it; another address: --bind
workers = 2
threads = 8
worker_class = "gthread"
timeout = 60
graceful_timeout = 30
accesslog = None
loglevel = "info"
forwarded_allow_ips = "127.0.0.1,::1"
control_socket_disable = True


def post_worker_init(worker):
    """The clock beside each worker."""
    start_clock(worker.wsgi)
