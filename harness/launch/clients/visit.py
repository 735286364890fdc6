# Reads visits from standard input, five texts each, every text ended by a NUL: name, address, port, store, and
# a password, which no store of Python's has. Says a line for each, in any order: its number, then "accepted",
# "refused" or "untold", and why. A store is a file of PEM blocks or a hashed directory; without one it is the
# client's own. With the argument "requests" the client is that library, which asks for the head of "/".

import concurrent.futures
import os
import socket
import ssl
import sys
import threading

PATIENCE = 15


def by_ssl(name, address, port, store):
    where = {} if not store else {"capath": store} if os.path.isdir(store) else {"cafile": store}
    try:
        context = ssl.create_default_context(**where)
    except (ssl.SSLError, OSError) as error:
        return f"untold its store: {error}"
    try:
        with socket.create_connection((address, int(port)), PATIENCE) as connection:
            context.wrap_socket(connection, server_hostname=name).close()
    except ssl.SSLCertVerificationError as error:
        return f"refused {error}"
    except OSError as error:
        return f"untold {error}"
    return "accepted"


def causes(error):
    """What an error was raised for, however the library packs it."""
    seen = []
    while error is not None and error not in seen:
        yield error
        seen.append(error)
        packed = [getattr(error, "reason", None), *getattr(error, "args", ())]
        inner = [one for one in packed if isinstance(one, BaseException)]
        error = inner[0] if inner else error.__cause__ or error.__context__


here = threading.local()


def redirect_urllib3():
    """Whoever asks it for a connection gets one to the address; all else is as in any program."""
    from urllib3.util import connection

    connect = connection.create_connection
    connection.create_connection = lambda _, *rest, **more: connect(here.machine, *rest, **more)


def by_requests(name, address, port, store):
    import requests

    here.machine = (address, int(port))
    session = requests.Session()
    session.trust_env = False
    url = f"https://[{name}]/" if ":" in name else f"https://{name}/"
    try:
        session.head(url, verify=store or True, timeout=PATIENCE, allow_redirects=False)
    except requests.exceptions.RequestException as error:
        for one in causes(error):
            if isinstance(one, ssl.SSLCertVerificationError) or type(one).__name__ == "CertificateError":
                return f"refused {one}"
        return f"untold {error}"
    except OSError as error:
        return f"untold its store: {error}"
    return "accepted"


def answer(how, visit):
    try:
        return how(*visit)
    except Exception as error:  # one visit's failure is not the others'
        return f"untold {type(error).__name__}: {error}"


def main(how):
    texts = [os.fsdecode(text) for text in sys.stdin.buffer.read().split(b"\0")]
    visits = [texts[i : i + 4] for i in range(0, len(texts) - 5, 5)]
    pool = concurrent.futures.ThreadPoolExecutor(8)
    jobs = {pool.submit(answer, how, one): number for number, one in enumerate(visits)}
    rounds = -(-len(visits) // 8)
    try:
        for job in concurrent.futures.as_completed(jobs, rounds * PATIENCE):
            print(jobs[job], " ".join(job.result().splitlines()), flush=True)
    except concurrent.futures.TimeoutError:
        pass  # whoever takes longer has said nothing
    os._exit(0)


sys.stdout.reconfigure(errors="backslashreplace")
if sys.argv[1:] == ["requests"]:
    redirect_urllib3()
    main(by_requests)
else:
    main(by_ssl)
