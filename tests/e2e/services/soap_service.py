# A SOAP service of pysimplesoap's: what parses, dispatches, describes itself in WSDL and faults is that
# library. It says its port, then serves until it is killed. argv[1]: the address that a login hands out.

import sys
import uuid
from http.server import ThreadingHTTPServer

from pysimplesoap.server import SOAPHandler, SoapDispatcher, SoapFault

sessions = set()


def login(user, password):
    if (user, password) != ("o'hara & sons <sales>", "pass&word-of-mine"):
        raise SoapFault("INVALID_LOGIN", "no such user or password")
    sessions.add(str(uuid.uuid4()))
    return {"Session": sorted(sessions)[0], "ServerUrl": sys.argv[1]}


def query(session, number):
    if session not in sessions:
        raise SoapFault("INVALID_SESSION", "log in first")
    return {"Number": number, "Status": "Active"}


dispatcher = SoapDispatcher("Accounts", location="http://localhost/", action="http://localhost/",
                            namespace="http://api.example.com/", prefix="api", trace=False, ns=True)
dispatcher.register_function("login", login, returns={"Session": str, "ServerUrl": str},
                             args={"user": str, "password": str})
dispatcher.register_function("query", query, returns={"Number": int, "Status": str},
                             args={"session": str, "number": int})


class Handler(SOAPHandler):
    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.dispatcher = dispatcher
print(server.server_address[1], flush=True)
server.serve_forever()
