# SPDX-License-Identifier: LGPL-2.1-or-later
"""A Docker engine of our own, as a swarm of one node, and an image made of this machine."""
import io
import os
import shutil
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


class CannotRun(Exception):
    pass


def go_apart():
    """Goes on as a process in namespaces of its own, if that can be."""
    if "VQA_TEST_APART" in os.environ:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    elif shutil.which("unshare") and subprocess.run([*APART, "true"], check=False,
                                                    capture_output=True).returncode == 0:
        os.environ["VQA_TEST_APART"] = "1"
        os.execvp(APART[0], [*APART, sys.executable, *sys.argv])


class Swarm:
    def __init__(self):
        if os.geteuid() != 0:
            raise CannotRun("only root can start a Docker engine")
        if not shutil.which("dockerd") or not shutil.which("docker"):
            raise CannotRun("docker.io is not installed")
        if "VQA_TEST_APART" not in os.environ:
            raise CannotRun("namespaces of its own, which the engine needs here, cannot be made")
        self.path = tempfile.mkdtemp(prefix="vqa-test-")
        self.env = dict(os.environ, DOCKER_HOST=f"unix://{self.path}/socket")
        self.log_path = os.path.join(self.path, "log")
        with open(self.log_path, "w", encoding="utf-8") as log:
            self.engine = subprocess.Popen(
                ["dockerd", "--iptables=false", "--bridge=none", "--data-root", f"{self.path}/data",
                 "--exec-root", f"{self.path}/exec", "--pidfile", f"{self.path}/pid", "-H",
                 self.env["DOCKER_HOST"]], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._join()
        except CannotRun:
            self.close()
            raise

    def _join(self):
        deadline = time.monotonic() + PATIENCE
        while self.docker("info", check=False).returncode != 0:
            if self.engine.poll() is not None or time.monotonic() > deadline:
                with open(self.log_path, encoding="utf-8") as log:
                    raise CannotRun("dockerd does not start here: " + log.read()[-200:].strip())
            time.sleep(0.1)
        joined = self.docker("swarm", "init", "--advertise-addr", "127.0.0.1", check=False)
        if joined.returncode != 0:
            raise CannotRun("no swarm can be made here: " + joined.stderr.strip())

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

    def close(self):
        self.docker("swarm", "leave", "--force", check=False)
        self.engine.terminate()
        try:
            self.engine.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.engine.kill()
        subprocess.run(["umount", "--lazy", f"{self.path}/exec/netns/default"], check=False,
                       capture_output=True)
        shutil.rmtree(self.path, ignore_errors=True)
