"""Stands for Grafana: answers every GET, so that its place in the compose file is filled."""

import http.server
import signal
import sys


class Answer(http.server.BaseHTTPRequestHandler):
    """Says 200 to everything."""

    def do_GET(self) -> None:
        """As Grafana's /api/health."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"database": "ok"}')


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.ThreadingHTTPServer(("", 3000), Answer).serve_forever()
