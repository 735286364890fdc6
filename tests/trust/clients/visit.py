# visit.py (ADDRESS PORT STORE)...: a line for each, "yes" where Python takes the server there for api.example.com.

import os
import socket
import ssl
import sys


def visit(address, port, store):
    where = {"capath": store} if os.path.isdir(store) else {"cafile": store}
    context = ssl.create_default_context(**where)
    with socket.create_connection((address, int(port)), 20) as connection:
        context.wrap_socket(connection, server_hostname="api.example.com").close()


rest = sys.argv[1:]
for address, port, store in zip(rest[0::3], rest[1::3], rest[2::3]):
    try:
        visit(address, port, store)
        print("yes")
    except ssl.SSLError as error:
        print("no:", error)
