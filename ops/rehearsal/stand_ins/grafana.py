"""Stands for Grafana: answers every GET, so that its place in the compose file is filled."""

import http.server


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"database": "ok"}')

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("", 3000), Answer).serve_forever()
