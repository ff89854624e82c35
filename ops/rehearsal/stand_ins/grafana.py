"""Stands for Grafana: answers every GET, so that its place in the compose file is filled."""

import http.server


class Answer(http.server.BaseHTTPRequestHandler):
    """Says 200 to everything."""

    def do_GET(self) -> None:  # noqa: N802 - its caller's name
        """As Grafana's /api/health."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"database": "ok"}')


http.server.ThreadingHTTPServer(("", 3000), Answer).serve_forever()
