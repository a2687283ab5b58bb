"""Starts and stops what a run needs, and reads what the kernel knows of it."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent
DOOR = os.environ.get("SWITCHBOARD", HOME / "switchboard")
KEY = "bench-key-0123456789abcdef"
TICKS = os.sysconf("SC_CLK_TCK")


class Missing(Exception):
    """Something the run needs is not on this machine."""


def need(program, package):
    found = shutil.which(program)
    if not found:
        raise Missing(
            f"{program} is missing; on Debian/Ubuntu: apt-get install {package}"
            f"  |  Fedora: dnf install {package}"
        )
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def compile_tools(folder):
    """The mock upstream and the load generator, compiled once for each change."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("upstream", "load"):
        source, binary = HERE / f"{name}.c", folder / name
        if not binary.exists() or binary.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([need("gcc", "gcc"), "-O2", "-o", binary, source], check=True)


def await_port(port, process, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.01)
    raise RuntimeError(f"{process.args[0]} does not listen on {port}")


def train(folder, upstream):
    """The front door makes its AOT cache behind the first start: waits, so that rounds are free."""
    jar = HOME / "target" / "switchboard.jar"
    making = jar.with_suffix(".aot.making")
    first = Gateway(folder, upstream, "train").ready()
    until = time.monotonic() + 120
    while time.monotonic() < until and making.exists():
        time.sleep(0.5)
    first.stop()


def without_books(command):
    """The command of a gateway that runs, for the one of `bench/src` that puts nothing on record."""
    classes = HERE / "target" / "books"
    jar = command[command.index("-cp") + 1]
    source = HERE / "src/main/java/dev/switchboard/app/WithoutBooks.java"
    javac = pathlib.Path(command[0]).parent / "javac"
    subprocess.run([javac, "-proc:none", "-cp", jar, "-d", classes, source], check=True)
    options = [w for w in command[1 : command.index("-cp")] if not w.startswith("-XX:AOT")]
    main = ["-cp", f"{classes}:{jar}", "dev.switchboard.app.WithoutBooks"]
    return [command[0], *options, *main]


class Upstream:
    def __init__(self, folder):
        self.port = free_port()
        self.process = subprocess.Popen([folder / "upstream", str(self.port)])
        await_port(self.port, self.process)

    def stop(self):
        end(self.process)


class Nginx:
    """proxy_pass with keep-alive on both sides, logging nothing: the least a proxy can do."""

    def __init__(self, folder, upstream):
        self.port = free_port()
        root = folder / "nginx"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        user = "user root;" if os.geteuid() == 0 else ""
        (root / "nginx.conf").write_text(f"""
{user} daemon off; pid {root}/nginx.pid; error_log {root}/error.log;
worker_processes {os.cpu_count()}; worker_rlimit_nofile 20000;
events {{ worker_connections 9000; }}
http {{
  access_log off; tcp_nodelay on; keepalive_requests 1000000000; client_max_body_size 32m;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s; client_body_buffer_size 64k;
  upstream mock {{ server 127.0.0.1:{upstream.port}; keepalive 256; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{self.port} backlog=4096;
    location / {{ proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; }}
    location /stream/ {{
      proxy_pass http://mock/; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off;
    }}
  }}
}}
""")
        command = [need("nginx", "nginx"), "-c", root / "nginx.conf", "-e", root / "error.log"]
        self.process = subprocess.Popen(command)
        await_port(self.port, self.process)

    def cpu(self):
        """Seconds of CPU of master and workers."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = [self.process.pid, *map(int, children.read_text().split())]
        return sum(cpu_of(pid) for pid in pids)

    def stop(self):
        end(self.process)


LIMITS = """
rate_limits:
  requests: { each: key, requests: 1000000000 }
  tokens: { each: key, tokens: 1000000000000 }
  running: { each: key, concurrent: 10000 }
"""


class Gateway:
    """The gateway through its front door, with nothing switched off."""

    def __init__(self, folder, upstream, data="data", command=None, limited=False, java=None):
        """`command`: one that ran before, with its port; the front door's otherwise.
        `limited`: with limits of every kind, which nothing reaches. `java`: what runs without books."""
        self.port = int(command[command.index("--port") + 1]) if command else free_port()
        self.folder = folder / data
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        config = self.folder / "switchboard.yaml"
        config.write_text(f"""
providers:
  mock:
    kind: openai
    base_url: "http://127.0.0.1:{upstream.port}/v1"
    api_key: upstream-key
    timeouts: {{ between_events: 10m }}
  mock-responses:
    kind: openai
    base_url: "http://127.0.0.1:{upstream.port}/v1"
    api_key: upstream-key
    responses: true
  mock-claude:
    kind: anthropic
    base_url: "http://127.0.0.1:{upstream.port}"
    api_key: upstream-key
""" + (LIMITS if limited else ""))
        options = ["--port", self.port, "--data", self.folder / "data", "--config", config]
        if java:
            command = [*java, self.port, self.folder / "data", config]
        self.log = open(self.folder / "log", "w+")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            list(map(str, command or [DOOR, "serve", *options])),
            env=dict(os.environ, SWITCHBOARD_INITIAL_KEY=KEY),
            stdout=self.log,
            stderr=self.log,
        )

    def budget(self):
        """A budget that applies to every call and does not end."""
        token = (self.folder / "data" / "admin-token").read_text().strip()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(
            "POST",
            "/management/v1/budgets",
            json.dumps({"period": "total", "limit_usd": 1000000}),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        answer = connection.getresponse()
        if answer.status not in (200, 201):
            raise RuntimeError(f"no budget: {answer.status} {answer.read()}")
        connection.close()
        return self

    def command_line(self):
        words = pathlib.Path(f"/proc/{self.process.pid}/cmdline").read_text()
        return words.rstrip("\0").split("\0")

    def ready(self):
        try:
            await_port(self.port, self.process)
            self.await_health()
        except RuntimeError as e:
            self.log.seek(0)
            raise RuntimeError(f"{e}:\n{self.log.read()[-2000:]}") from None
        return self

    def await_health(self, seconds=30):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/health/ready")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(0.01)
        raise RuntimeError("the gateway does not become ready")

    def cpu(self):
        return cpu_of(self.process.pid)

    def settled_cpu(self):
        """CPU once what is done behind the answers (the SQL view of the journal) is done too."""
        before = self.cpu()
        for _ in range(40):
            time.sleep(0.25)
            now = self.cpu()
            if now - before <= 0.02:
                break
            before = now
        return now

    def threads(self):
        """Seconds of CPU by thread name."""
        by_name = {}
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                name = (task / "comm").read_text().strip()
                by_name[name] = by_name.get(name, 0) + cpu_in((task / "stat").read_text())
            except OSError:
                continue
        return by_name

    def resident(self):
        """Resident bytes: now, the most ever, and those of mapped files."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        fields = dict(line.split(":", 1) for line in status)
        return [int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM", "RssFile")]

    def live_heap(self):
        """Bytes of the heap that are reachable, after a full collection."""
        jcmd = pathlib.Path(os.readlink(f"/proc/{self.process.pid}/exe")).parent / "jcmd"
        command = [jcmd, str(self.process.pid), "GC.class_histogram"]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return int(out.strip().splitlines()[-1].split()[2])

    def stop(self):
        end(self.process, 60)
        self.log.close()


def cpu_in(stat):
    fields = stat.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_of(pid):
    return cpu_in(pathlib.Path(f"/proc/{pid}/stat").read_text())


def end(process, seconds=5):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            print(f"bench: {process.args[0]} did not stop in {seconds} s", file=sys.stderr)
            process.kill()
            process.wait()


class Load:
    def __init__(self, folder):
        self.folder = folder

    def request(self, name, path, body):
        file = self.folder / f"{name}.http"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        file.write_text(head + body)
        return file

    def command(self, port, connections, rate, seconds, file):
        return [self.folder / "load", *map(str, (port, connections, rate, seconds, file))]

    def run(self, port, connections, rate, seconds, file):
        command = self.command(port, connections, rate, seconds, file)
        out = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
        if out.returncode:
            raise RuntimeError(out.stderr)
        result = json.loads(out.stdout)
        if result["failed"]:
            raise RuntimeError(f"{result['failed']} of the calls failed: {out.stderr.strip()}")
        return result
