# SPDX-License-Identifier: LGPL-2.1-or-later
"""Docker engines of our own, as a swarm of one or more nodes, and an image made of this machine."""
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

PATIENCE = 60  # seconds: for what must happen
USER = 10001
# What the image has not got comes from here, read-only.
BORROWED = ["/usr", "/etc/alternatives"]
# Networks, mounts and processes that are gone when the test is.
APART = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
NETWORK = "10.77.0."
HERE = NETWORK + "100"  # of the test itself, where there are several nodes


class CannotRun(Exception):
    pass


def call(*words):
    subprocess.run(words, check=True, capture_output=True)


def go_apart():
    """Goes on as a process in namespaces of its own, if that can be."""
    if "VQA_TEST_APART" in os.environ:
        call("ip", "link", "set", "lo", "up")
    elif shutil.which("unshare") and subprocess.run([*APART, "true"], check=False,
                                                    capture_output=True).returncode == 0:
        os.environ["VQA_TEST_APART"] = "1"
        os.execvp(APART[0], [*APART, sys.executable, *sys.argv])


class Engine:
    """`host`: a network namespace, as a host of its own; else this one."""

    def __init__(self, host=None):
        self.host = host
        self.path = tempfile.mkdtemp(prefix="vqa-test-")
        self.env = dict(os.environ, DOCKER_HOST=f"unix://{self.path}/socket")
        self.log_path = os.path.join(self.path, "log")
        # (Not "ip netns exec", which hides the control groups.)
        inside = ["nsenter", f"--net=/run/netns/{host}"] if host else []
        with open(self.log_path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*inside, "dockerd", "--iptables=false", "--bridge=none", "--data-root",
                 f"{self.path}/data", "--exec-root", f"{self.path}/exec", "--pidfile", f"{self.path}/pid",
                 "-H", self.env["DOCKER_HOST"]], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait(self):
        deadline = time.monotonic() + PATIENCE
        while self.docker("info", check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(self.log_path, encoding="utf-8") as log:
                    raise CannotRun("dockerd does not start here: " + log.read()[-200:].strip())
            time.sleep(0.1)

    def docker(self, *words, check=True, **more):
        done = subprocess.run(["docker", *words], env=dict(self.env, **more.pop("env", {})),
                              capture_output=True, text=True, timeout=PATIENCE, check=False, **more)
        if check and done.returncode != 0:
            raise AssertionError(f"docker {' '.join(words)}: {done.stderr}")
        return done

    def make_image(self, name):
        """Folders and links only: the rest is borrowed."""
        archive = os.path.join(self.path, "image.tar")
        with tarfile.open(archive, "w") as tar:
            def add(path, kind, **more):
                entry = tarfile.TarInfo(path)
                entry.type, entry.mode = kind, 0o755
                for key, value in more.items():
                    setattr(entry, key, value)
                tar.addfile(entry, io.BytesIO())

            for folder in ("usr", "etc", "etc/alternatives", "etc/vqa", "build", "tmp", "dev", "proc",
                           "sys", "run", "var", "var/lib"):
                add(folder, tarfile.DIRTYPE)
            add("var/lib/vqa", tarfile.DIRTYPE, uid=USER, gid=USER)
            for link in ("bin", "lib", "lib64", "sbin"):
                add(link, tarfile.SYMTYPE, linkname=f"usr/{link}")
        self.docker("import", archive, name)

    def die(self):
        """As a host that loses its power."""
        for pid in subprocess.run(["ip", "netns", "pids", self.host], capture_output=True, text=True,
                                  check=True).stdout.split():
            os.kill(int(pid), signal.SIGKILL)

    def close(self):
        self.docker("swarm", "leave", "--force", check=False)
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        subprocess.run(["umount", "--lazy", f"{self.path}/exec/netns/default"], check=False,
                       capture_output=True)
        shutil.rmtree(self.path, ignore_errors=True)


def make_hosts(names):
    """Network namespaces on one bridge, which is here as HERE."""
    os.makedirs("/run/netns", exist_ok=True)
    call("mount", "-t", "tmpfs", "none", "/run/netns")  # of ours alone: names of others stay theirs
    call("ip", "link", "add", "bridge", "type", "bridge", "mcast_snooping", "0")
    call("ip", "address", "add", HERE + "/24", "dev", "bridge")
    call("ip", "link", "set", "bridge", "up")
    call("ip", "route", "add", "239.0.0.0/8", "dev", "bridge")
    for number, name in enumerate(names, 1):
        inside = ("ip", "-netns", name)
        call("ip", "netns", "add", name)
        call("ip", "link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
        call("ip", "link", "set", f"to-{name}", "master", "bridge", "up")
        call(*inside, "address", "add", f"{NETWORK}{number}/24", "dev", "eth0")
        for link in ("lo", "eth0"):
            call(*inside, "link", "set", link, "up")
        # And no way out: engines would wait for a registry.
        call(*inside, "route", "add", "239.0.0.0/8", "dev", "eth0")


class Swarm:
    """One node, or a manager that has no tasks and as many workers as are wanted."""

    def __init__(self, workers=0):
        if os.geteuid() != 0:
            raise CannotRun("only root can start a Docker engine")
        if not shutil.which("dockerd") or not shutil.which("docker"):
            raise CannotRun("docker.io is not installed")
        if "VQA_TEST_APART" not in os.environ:
            raise CannotRun("namespaces of its own, which the engine needs here, cannot be made")
        names = ["manager", *(f"worker{number}" for number in range(1, workers + 1))] if workers else []
        make_hosts(names) if names else None
        self.engines = [Engine(name) for name in names] or [Engine()]
        self.manager, self.workers = self.engines[0], self.engines[1:]
        self.path, self.docker = self.manager.path, self.manager.docker
        try:
            self._join(NETWORK if workers else None)
        except CannotRun:
            self.close()
            raise

    def _join(self, network):
        for engine in self.engines:
            engine.wait()
        joined = self.docker("swarm", "init", "--dispatcher-heartbeat", "1s", "--availability",
                             "drain" if self.workers else "active", "--advertise-addr",
                             network + "1" if network else "127.0.0.1", check=False)
        if joined.returncode != 0:
            raise CannotRun("no swarm can be made here: " + joined.stderr.strip())
        token = self.docker("swarm", "join-token", "--quiet", "worker").stdout.strip()
        for number, worker in enumerate(self.workers, 2):
            worker.docker("swarm", "join", "--token", token, "--advertise-addr", f"{network}{number}",
                          f"{network}1:2377")

    def make_image(self, name):
        for engine in self.workers or self.engines:
            engine.make_image(name)

    def close(self):
        for engine in reversed(self.engines):
            engine.close()
