# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is in tools/deploy/ is whole, and says what the programs say."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402
from sandbox import BUILD, SOURCE  # noqa: E402

try:
    import yaml
except ImportError:
    yaml = None

DEPLOY = os.path.join(SOURCE, "tools", "deploy")


def read(*path):
    with open(os.path.join(DEPLOY, *path), encoding="utf-8") as file:
        return file.read()


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def packages_in(text):
    """Those that each apt-get install of a Containerfile names."""
    for command in re.findall(r"apt-get install ((?:.*\\\n)*.*)", text):
        yield [word for word in command.split("&&")[0].replace("\\\n", " ").split()
               if not word.startswith("-")]


class Deploy(unittest.TestCase):
    def test_systemd_takes_its_units(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not here")
        with tempfile.TemporaryDirectory(prefix="vqa-test-") as folder:
            for path in glob.glob(os.path.join(DEPLOY, "systemd", "*")):
                with open(os.path.join(folder, os.path.basename(path)), "w", encoding="utf-8") as unit:
                    unit.write(read(path).replace("ExecStart=", f"ExecStart={BUILD}/tools/"))
            for unit in ("vqa@sky-1.service", "vqa-fleet.service", "vqa.target"):
                done = subprocess.run(["systemd-analyze", "verify", os.path.join(folder, unit)],
                                      env=dict(os.environ, SYSTEMD_UNIT_PATH=folder + ":"),
                                      capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), unit)
                if unit.endswith(".service"):
                    exposure = re.search(r"exposure level for .*: ([0-9.]+)", output_of(
                        "systemd-analyze", "security", "--offline=true", "--no-pager",
                        os.path.join(folder, unit)))
                    self.assertLessEqual(float(exposure.group(1)), 2.0, "of 10")

    def kubernetes(self, folder):
        """What is applied, by kind; by kubectl where there is one."""
        path = os.path.join(DEPLOY, "kubernetes", folder)
        if yaml is None:
            self.skipTest("python3-yaml is not here")
        if shutil.which("kubectl"):
            texts = [output_of("kubectl", "kustomize", path)]
        else:
            print("# there is no kubectl: files are looked at, not what kustomize makes of them")
            texts = [read(name) for name in glob.glob(os.path.join(path, "*.yaml"))]
        objects = [each for text in texts for each in yaml.safe_load_all(text)]
        for each in objects:
            self.assertTrue(each["apiVersion"] and each["kind"])
        return {each["kind"]: each for each in objects}, objects

    def test_kubernetes_gets_what_fits_together(self):
        kinds, objects = self.kubernetes("base")
        self.assertLessEqual({"StatefulSet", "Service", "PodDisruptionBudget"}, set(kinds))
        spec = kinds["StatefulSet"]["spec"]
        pod = spec["template"]["spec"]
        container, = pod["containers"]
        kustomization = yaml.safe_load(read("kubernetes", "base", "kustomization.yaml"))
        count = kustomization["replicas"][0]["count"]
        self.assertEqual(kustomization["configMapGenerator"][0]["literals"], [f"SHARDS={count}"])
        if "ConfigMap" in kinds:
            self.assertEqual(spec["replicas"], count)
            configs = {each["metadata"]["name"] for each in objects if each["kind"] == "ConfigMap"}
            self.assertIn(container["envFrom"][0]["configMapRef"]["name"], configs)
            self.assertIn(pod["volumes"][0]["configMap"]["name"], configs)
            labels = spec["template"]["metadata"]["labels"]
            self.assertEqual(spec["selector"]["matchLabels"], labels)
            self.assertEqual(kinds["Service"]["spec"]["selector"], labels)
            self.assertEqual(kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"], labels)
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        volumes = {volume["name"] for volume in pod["volumes"] + [
            claim["metadata"] for claim in spec["volumeClaimTemplates"]]}
        self.assertEqual(mounted, volumes)
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        self.assertIn(f"--health=:{ports['metrics']}", container["args"])
        for probe in ("livenessProbe", "readinessProbe"):
            self.assertIn(container[probe]["httpGet"]["port"], ports)
        self.assertTrue(container["securityContext"]["readOnlyRootFilesystem"])
        self.assertTrue(pod["securityContext"]["runAsNonRoot"])

    def test_kubernetes_overlay_for_prometheus(self):
        kinds, _ = self.kubernetes("overlays/prometheus")
        endpoint, = kinds["ServiceMonitor"]["spec"]["endpoints"]
        if "Service" in kinds:
            service = kinds["Service"]
            self.assertIn(endpoint["port"], [port["name"] for port in service["spec"]["ports"]])
            wanted = kinds["ServiceMonitor"]["spec"]["selector"]["matchLabels"]
            self.assertLessEqual(wanted.items(), service["metadata"]["labels"].items())

    def test_streams_of_the_examples_are_good(self):
        file = os.path.join(DEPLOY, "kubernetes", "base", "streams.ini")
        done = subprocess.run([os.path.join(BUILD, "tools", "vqa-fleet"), "--check", file],
                              env=dict(os.environ, GST_PLUGIN_PATH=os.path.join(BUILD, "plugins")),
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_ecs_definitions_fit_together(self):
        filled = [json.loads(re.sub("SHARD|COUNT|ACCOUNT|REGION", "1", read("ecs", name)))
                  for name in ("task-definition.json", "service.json")]
        task, service = filled
        self.assertEqual(task["family"], service["taskDefinition"])
        container, = task["containerDefinitions"]
        volumes = {volume["name"] for volume in task["volumes"]}
        self.assertEqual({mount["sourceVolume"] for mount in container["mountPoints"]}, volumes)
        shard = container["command"][0]
        self.assertEqual(shard, "--shard=1/1")
        self.assertEqual(container["healthCheck"]["command"], ["CMD", "vqa-fleet", shard, "health"])
        self.assertTrue(container["readonlyRootFilesystem"])
        self.assertEqual((service["desiredCount"], service["deploymentConfiguration"]["maximumPercent"]),
                         (1, 100), "no shard runs twice")

    def test_swarm_stack_is_whole(self):
        if yaml is None:
            self.skipTest("python3-yaml is not here")
        stack = yaml.safe_load(read("swarm", "stack.yml"))
        fleet = stack["services"]["fleet"]
        self.assertIn("{{.Task.Slot}}", fleet["environment"]["VQA_SHARD"])
        self.assertTrue(fleet["read_only"])
        self.assertEqual({config["source"] for config in fleet["configs"]}, set(stack["configs"]))

    def test_the_container_has_what_is_needed(self):
        text = read("container", "Containerfile")
        building, running = packages_in(text)
        with open(os.path.join(SOURCE, "tools", "prepare.sh"), encoding="utf-8") as script:
            wanted = re.search(r'run_packages="(.*?)"', script.read(), re.DOTALL).group(1).split()
        for_streams = {name for name in wanted if name.startswith("gstreamer1.0")}
        self.assertEqual(set(wanted) - for_streams, set(building))
        self.assertLessEqual(for_streams, set(running))
        self.assertRegex(text, r"\nUSER 10001:10001\n")
        # What the plugin and the tools are linked with comes with what is installed.
        needed = set()
        for binary in ("plugins/libgstvqa.so", "tools/vqa-fleet", "tools/vqa-supervise"):
            needed |= set(re.findall(r"NEEDED.*\[(.*)\]",
                                     output_of("readelf", "-d", os.path.join(BUILD, binary))))
        installed = set(output_of("apt-cache", "depends", "--recurse", "--installed", "--no-recommends",
                                  "--no-suggests", "--no-conflicts", "--no-breaks", "--no-replaces",
                                  "--no-enhances", *running).split())
        for library in sorted(needed):
            if not library.startswith("ld-"):
                owners = {line.split(":")[0] for line in output_of("dpkg", "-S", f"*/{library}").splitlines()}
                self.assertTrue(owners & installed, f"{library} is of {owners}")


tap.main()
