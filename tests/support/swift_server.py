# SPDX-License-Identifier: LGPL-2.1-or-later
"""OpenStack Swift with its S3 API, in one process and with objects in memory.

  swift_server.py DIRECTORY

Prints the port at which S3 is. There is one user: ID and KEY below.
"""
import os
import sys

ID, KEY, REGION = "test:tester", "testing", "eu-west-3"

PROXY = f"""
[pipeline:main]
pipeline = catch_errors s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = {REGION}
auth_pipeline_check = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = {KEY} .admin
"""


class Cache:
    """In the place of memcached."""

    def __init__(self):
        self.values = {}

    def get(self, key, **_):
        return self.values.get(key)

    def set(self, key, value, **_):
        self.values[key] = value

    def delete(self, key, **_):
        self.values.pop(key, None)


def main(directory):
    import eventlet
    import eventlet.wsgi
    eventlet.monkey_patch()
    from paste.deploy import loadapp
    from swift.account.server import AccountController
    from swift.common import utils
    from swift.common.ring import RingBuilder
    from swift.container.server import ContainerController
    from swift.obj.mem_server import ObjectController

    utils.HASH_PATH_PREFIX = utils.HASH_PATH_SUFFIX = b"test"
    utils.validate_hash_conf = lambda: None
    conf = {"devices": directory, "mount_check": "false", "swift_dir": directory}
    os.makedirs(os.path.join(directory, "disk"))

    def serve(app, sock):
        with open(os.devnull, "w", encoding="utf-8") as log:
            eventlet.wsgi.server(sock, app, log)

    for kind, controller in (("account", AccountController), ("container", ContainerController),
                             ("object", ObjectController)):
        sock = eventlet.listen(("127.0.0.1", 0))
        ring = RingBuilder(1, 1, 1)
        ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1",
                      "port": sock.getsockname()[1], "device": "disk"})
        ring.rebalance()
        ring.get_ring().save(os.path.join(directory, f"{kind}.ring.gz"))
        eventlet.spawn(serve, controller(conf), sock)
    path = os.path.join(directory, "proxy.conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write(PROXY)
    sock = eventlet.listen(("127.0.0.1", 0))
    app = loadapp(f"config:{path}", global_conf={"swift_dir": directory})
    cache = Cache()
    print(sock.getsockname()[1], flush=True)
    serve(lambda env, start: app(dict(env, **{"swift.cache": cache}), start), sock)


if __name__ == "__main__":
    main(sys.argv[1])
