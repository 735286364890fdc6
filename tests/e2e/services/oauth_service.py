# A REST service behind tokens by client credentials: what reads a request for one, hands it out and checks it
# is oauthlib. It says its port, then serves until it is killed.

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus
from base64 import b64decode

from oauthlib.oauth2 import BackendApplicationServer, RequestValidator


class Clients(RequestValidator):
    """One client, whose secret holds what percent-encoding is for."""

    tokens = {}

    def authenticate_client(self, request, *_, **__):
        given = (request.client_id, getattr(request, "client_secret", None))
        basic = request.headers.get("Authorization", "")
        if basic.startswith("Basic "):
            given = tuple(unquote_plus(part) for part in b64decode(basic[6:]).decode().split(":", 1))
        if given != ("rehearsal", "s3cret/with+signs & more"):
            return False
        request.client = type("Client", (), {"client_id": given[0]})
        return True

    def validate_grant_type(self, client_id, grant_type, *_, **__):
        return grant_type == "client_credentials"

    def get_default_scopes(self, *_, **__):
        return ["read"]

    def validate_scopes(self, client_id, scopes, *_, **__):
        return set(scopes) <= {"read"}

    def save_bearer_token(self, token, request, *_, **__):
        self.tokens[token["access_token"]] = set(token["scope"].split())

    def validate_bearer_token(self, token, scopes, request):
        return token in self.tokens and set(scopes) <= self.tokens[token]


oauth = BackendApplicationServer(Clients())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, headers, text):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    # oauthlib refuses to speak without TLS, which is nginx's here: it goes by the address it is told.
    def address(self):
        return "https://api.example.com" + self.path

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        headers, text, status = oauth.create_token_response(self.address(), "POST", body, dict(self.headers))
        self.answer(status, headers, text)

    def do_GET(self):
        valid, _ = oauth.verify_request(self.address(), "GET", None, dict(self.headers), ["read"])
        if not valid:
            self.answer(401, {"Content-Type": "application/json"}, '{"error":"invalid_token"}')
            return
        accounts = [{"id": "A-1", "balance": 12.5, "active": True}, {"id": "A-2", "balance": 0, "active": True}]
        self.answer(200, {"Content-Type": "application/json"}, json.dumps({"accounts": accounts}))


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
