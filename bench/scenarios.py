"""The rows of the table: each runs its rounds and says what it found."""

import dataclasses
import json
import resource
import socket
import statistics
import subprocess
import time

import voice as calls
from processes import Gateway, Load, Nginx, Upstream, without_books

ROUNDS = 3
ROUND_SECONDS = 2.5
CONNECTIONS = 64
OPENAI = "/v1/chat/completions"
OURS = "/v3/compat/chat/completions"
RESPONSES = "/v3/compat/responses"


@dataclasses.dataclass
class Row:
    work: str
    must: str
    found: str
    met: bool | None  # None: this machine, now, cannot tell
    missed_by: str = ""
    note: str = ""


class Bench:
    """What all rows share: one upstream, one nginx, one gateway, started when first wanted."""

    def __init__(self, folder, shared=None):
        """`shared`: another whose upstream and tools are used."""
        self.folder = folder
        self.load = shared.load if shared else Load(folder)
        self.upstream = shared.upstream if shared else Upstream(folder)
        self.own_upstream = not shared
        self.running = {}

    @property
    def nginx(self):
        return self.running.get("nginx") or self.keep("nginx", Nginx(self.folder, self.upstream))

    @property
    def gateway(self):
        if "gateway" not in self.running:
            self.keep("gateway", Gateway(self.folder, self.upstream).ready())
        return self.running["gateway"]

    def keep(self, name, process):
        self.running[name] = process
        return process

    def close(self):
        for process in self.running.values():
            process.stop()
        if self.own_upstream:
            self.upstream.stop()

    def chat(self, name, path, model, size=1024, **more):
        """A chat request of about `size` bytes."""
        return self.request(name, path, self.conversation(model, size, **more))

    def response(self, name, model):
        """The same conversation for the Responses API, not to be kept by anyone."""
        body = self.conversation(model, store=False)
        body["input"] = body.pop("messages")
        return self.request(name, RESPONSES, body)

    def request(self, name, path, body):
        return self.load.request(name, path, json.dumps(body, separators=(",", ":")))

    def conversation(self, model, size=1024, **more):
        """A system prompt and a few turns."""
        words = "The quick brown fox jumps over the lazy dog near the river bank. "
        messages = [{"role": "system", "content": "You answer in few words."}]
        body = {"model": model, "temperature": 0.2, "messages": messages, **more}
        while len(json.dumps(body)) < size - 100:
            role = "user" if len(messages) % 2 else "assistant"
            room = min(1900, size - len(json.dumps(body)) - 50)
            messages.append({"role": role, "content": (words * 40)[:room]})
        if messages[-1]["role"] == "assistant":
            messages.append({"role": "user", "content": "Go on."})
        return body

    def warm(self, file, seconds, rate=0):
        """Runs until the compiler has little left to do, for so many seconds at most."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            compiling, all_work = self.compiling(), self.gateway.cpu()
            self.load.run(self.gateway.port, CONNECTIONS, rate, 2, file)
            if self.compiling() - compiling < 0.04 * (self.gateway.cpu() - all_work) and time.monotonic() > until - seconds / 2:
                break
        self.gateway.settled_cpu()

    def compiling(self):
        return sum(t for name, t in self.gateway.threads().items() if "CompilerThre" in name)

    def cost_nginx(self, file, rate=0):
        """Microseconds of CPU for each request."""
        before = self.nginx.cpu()
        result = self.load.run(self.nginx.port, CONNECTIONS, rate, ROUND_SECONDS, file)
        return (self.nginx.cpu() - before) / result["done"] * 1e6, result

    def cost_gateway(self, file, rate=0):
        before = self.gateway.cpu()
        result = self.load.run(self.gateway.port, CONNECTIONS, rate, ROUND_SECONDS, file)
        return (self.gateway.settled_cpu() - before) / result["done"] * 1e6, result

    def compiled_cost(self, file, rate=0):
        """The gateway's without the compiler's, which on a busy machine is not done for minutes."""
        before = self.compiling()
        cost, result = self.cost_gateway(file, rate)
        return cost - (self.compiling() - before) / result["done"] * 1e6, result

    def thread_costs(self, before, requests):
        """Microseconds for each request by thread, the dearest first."""
        after = self.gateway.threads()
        costs = {n: (t - before.get(n, 0)) / requests * 1e6 for n, t in after.items()}
        dear = sorted(((n, c) for n, c in costs.items() if c >= 1), key=lambda nc: -nc[1])
        return ", ".join(f"{name} {cost:.0f}" for name, cost in dear)


def ratio_row(work, limit, unit, ours, theirs, note):
    ratio = statistics.median(o / t for o, t in zip(ours, theirs))
    mine, other = statistics.median(ours), statistics.median(theirs)
    return Row(
        work,
        f"≤ {limit} × {unit}",
        f"{ratio:.2f} × ({mine:.0f} µs to {other:.0f} µs)",
        ratio <= limit,
        f"{(ratio / limit - 1) * 100:.0f} %",
        note,
    )


def same_dialect(bench, size, warm):
    through = bench.chat(f"nginx-{size}", OPENAI, "gpt-4.1-mini", size)
    ours = bench.chat(f"gateway-{size}", OURS, "mock/gpt-4.1-mini", size)
    bench.warm(ours, warm)
    threads, requests = bench.gateway.threads(), 0
    mine, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(bench.cost_nginx(through)[0])
        cost, result = bench.cost_gateway(ours)
        mine.append(cost)
        requests += result["done"]
    name = f"same-dialect chat, {size // 1024} KB request, {CONNECTIONS} connections"
    note = "µs by thread: " + bench.thread_costs(threads, requests)
    yield ratio_row(name, 3.5, "nginx", mine, theirs, note)


def same_1k(bench):
    yield from same_dialect(bench, 1024, 30)


def same_20k(bench):
    yield from same_dialect(bench, 20 * 1024, 12)


def alternating(bench, *files):
    """Microseconds of CPU for each request of each file, in rounds that take one after the other."""
    for file in files:
        bench.warm(file, 16)
    costs = [[] for _ in files]
    for _ in range(ROUNDS):
        for cost, file in zip(costs, files):
            cost.append(bench.cost_gateway(file)[0])
    return costs


def books(bench):
    """One gateway with limits, a budget and the journal, another with none of them, in turn."""
    bare = Bench(bench.folder / "bare", bench)
    full = Bench(bench.folder / "full", bench)
    try:
        full.keep("gateway", Gateway(full.folder, bench.upstream, limited=True).ready())
        java = without_books(full.gateway.command_line())
        bare.keep("gateway", Gateway(bare.folder, bench.upstream, java=java).ready())
        full.gateway.budget()
        paced = {"stream": True, "user": "paced", "stream_options": {"include_usage": True}}
        chat = bench.chat("gateway-1024", OURS, "mock/gpt-4.1-mini")
        long = bench.chat("gateway-20480", OURS, "mock/gpt-4.1-mini", 20 * 1024)
        claude = bench.chat("gateway-claude", OURS, "mock-claude/claude-haiku-4-5")
        stream = bench.chat("gateway-sse", OURS, "mock/gpt-4.1-mini", **paced)
        yield books_row("1 KB request", bare, full, chat, 60)
        yield books_row("20 KB request", bare, full, long, 16)
        yield books_row("translated, 1 KB request", bare, full, claude, 20)
        yield books_row("SSE, 50 events 1 ms apart", bare, full, stream, 20, 250)
    finally:
        bare.close()
        full.close()


def books_row(work, bare, full, file, warm, rate=0):
    bare.warm(file, warm * 2 / 3, rate)
    full.warm(file, warm, rate)
    threads, requests, without, with_books = full.gateway.threads(), 0, [], []
    for _ in range(ROUNDS + 2):
        without.append(bare.compiled_cost(file, rate)[0])
        cost, result = full.compiled_cost(file, rate)
        with_books.append(cost)
        requests += result["done"]
    lost = statistics.median(1 - b / a for a, b in zip(with_books, without))
    return Row(
        f"limits, a budget and the journal: calls lost for the same CPU, {work}",
        "≤ 15 %",
        f"{lost * 100:.0f} % ({statistics.median(with_books):.0f} µs with, {statistics.median(without):.0f} µs without)",
        lost <= 0.15,
        f"{(lost - 0.15) * 100:.0f} points",
        "compiler left out; µs by thread, with: " + full.thread_costs(threads, requests),
    )


def translated(bench):
    same = bench.chat("gateway-1024", OURS, "mock/gpt-4.1-mini")
    other = bench.chat("gateway-claude", OURS, "mock-claude/claude-haiku-4-5")
    base, mine = alternating(bench, same, other)
    yield ratio_row(
        "translated chat (OpenAI in, Anthropic out)", 1.5, "same dialect", mine, base, ""
    )


def responses(bench):
    """Callers of the Responses API, whose bytes go on as they are or are translated."""
    same = bench.response("responses", "mock-responses/gpt-4.1-mini")
    claude = bench.response("responses-claude", "mock-claude/claude-haiku-4-5")
    chat = bench.response("responses-chat", "mock/gpt-4.1-mini")
    base, to_claude, to_chat = alternating(bench, same, claude, chat)
    for out, mine in (("Anthropic", to_claude), ("OpenAI chat", to_chat)):
        work = f"translated Responses (Responses in, {out} out)"
        yield ratio_row(work, 1.5, "same dialect", mine, base, "responses are not kept")


def lane(bench):
    """One upstream and one size; a field that no vendor is sent takes the caller's bytes out of the lane."""
    for kind, more in (("whole answers", {}), ("streams of 50 events", {"stream": True})):
        through = bench.chat("lane-on", OURS, "mock/gpt-4.1-mini", provider_specific_field=None, **more)
        out = bench.chat("lane-off", OURS, "mock/gpt-4.1-mini", provider_specific_fields=None, **more)
        mine, other = alternating(bench, through, out)
        saved = statistics.median(o - m for o, m in zip(other, mine))
        yield ratio_row(
            f"pass-through lane, {kind}", 1, "translating", mine, other, f"saves {saved:.0f} µs"
        )


def sse(bench):
    paced = {"stream": True, "user": "paced", "stream_options": {"include_usage": True}}
    direct = bench.chat("direct-sse", OPENAI, "gpt-4.1-mini", **paced)
    through = bench.chat("nginx-sse", "/stream" + OPENAI, "gpt-4.1-mini", **paced)
    ours = bench.chat("gateway-sse", OURS, "mock/gpt-4.1-mini", **paced)
    rate = 250
    bench.warm(ours, 14)  # at the rate alone it would take minutes until all of it is compiled
    bench.warm(ours, 4, rate)
    mine, theirs, first, alone = [], [], [], []
    threads, requests = bench.gateway.threads(), 0
    for _ in range(ROUNDS):
        theirs.append(bench.cost_nginx(through, rate)[0])
        cost, result = bench.cost_gateway(ours, rate)
        mine.append(cost)
        requests += result["done"]
        plain = bench.load.run(bench.upstream.port, CONNECTIONS, rate, ROUND_SECONDS, direct)
        first.append(result["first_p99"])
        alone.append(plain["first_p99"])
    note = "µs by thread: " + bench.thread_costs(threads, requests)
    yield ratio_row(f"SSE, 50 events 1 ms apart, {rate} streams/s", 4, "nginx", mine, theirs, note)
    yield added_row("SSE: added time to first event, p99", 1000, first, alone)


def added_row(work, limit, gateway, direct):
    """Added clock time; says nothing where the upstream alone is already slower than the limit."""
    micros = statistics.median(ours - plain for ours, plain in zip(gateway, direct))
    alone = statistics.median(direct)
    return Row(
        work,
        f"≤ {limit / 1000:g} ms",
        f"{micros / 1000:.2f} ms",
        None if alone > limit else micros <= limit,
        f"{(micros - limit) / 1000:.2f} ms",
        f"the upstream called directly takes {alone / 1000:.2f} ms",
    )


def latency(bench):
    direct = bench.chat("direct-1024", OPENAI, "gpt-4.1-mini")
    ours = bench.chat("gateway-1024", OURS, "mock/gpt-4.1-mini")
    rate = 1000
    bench.warm(ours, 4, rate)
    gateway, plain = [], []
    for _ in range(ROUNDS):
        plain.append(bench.load.run(bench.upstream.port, CONNECTIONS, rate, ROUND_SECONDS, direct))
        gateway.append(bench.load.run(bench.gateway.port, CONNECTIONS, rate, ROUND_SECONDS, ours))
    for quantile, limit in (("p50", 250), ("p99", 2000)):
        mine, theirs = [r[quantile] for r in gateway], [r[quantile] for r in plain]
        yield added_row(f"added latency at {rate} requests/s, {quantile}", limit, mine, theirs)


def idle(bench):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(10_000, (hard - 500) // 2)
    file = bench.chat("gateway-idle", OURS, "mock/gpt-4.1-mini", stream=True, user="idle")
    bench.warm(bench.chat("gateway-1024", OURS, "mock/gpt-4.1-mini"), 1)
    heap, resident = bench.gateway.live_heap(), bench.gateway.resident()[0]
    command = bench.load.command(bench.gateway.port, count, "hold", 60, file)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        held = json.loads(holder.stdout.readline())["held"]
        time.sleep(1)
        grown = bench.gateway.live_heap() - heap
        grown_resident = bench.gateway.resident()[0] - resident
        holder.terminate()
    bench.gateway.settled_cpu()
    each = grown / held / 1024
    yield Row(
        f"{held:,} idle streams open",
        "≤ 30 KB of heap each",
        f"{each:.1f} KB",
        each <= 30 and held == count,
        f"{each - 30:.1f} KB, {count - held} not held",
        f"resident memory grows by {grown_resident / held / 1024:.1f} KB each"
        + ("" if count == 10_000 else f"; {hard} open files allow no more than {count:,} streams"),
    )


def memory(bench):
    bench.warm(bench.chat("gateway-1024", OURS, "mock/gpt-4.1-mini"), 3)
    now, most, files = (value / 2**20 for value in bench.gateway.resident())
    yield Row(
        "resident memory after the runs above",
        "≤ 400 MB",
        f"{now:.0f} MB",
        now <= 400,
        f"{now - 400:.0f} MB",
        f"{files:.0f} MB of it are mapped files (journal, jar); at most {most:.0f} MB before",
    )


def start(bench):
    """Cold is the front door's own command without its AOT cache, and without the door's shell."""
    file = bench.chat("gateway-1024", OURS, "mock/gpt-4.1-mini")
    first = Gateway(bench.folder, bench.upstream, "start").ready()
    command = first.command_line()
    first.stop()
    cold = [word for word in command if not word.startswith("-XX:AOT")]
    yield start_row(bench, "start to first answer, cold", 1500, file, cold)
    if cold != command:
        yield start_row(bench, "start to first answer, with the AOT cache", 700, file, command)


def start_row(bench, work, limit, file, command):
    walls, cpus = [], []
    for _ in range(ROUNDS + 2):
        gateway = Gateway(bench.folder, bench.upstream, "start", command)
        try:
            gateway.ready()
            first_answer(gateway, file)
            walls.append((time.monotonic() - gateway.began) * 1000)
            cpus.append(gateway.cpu() * 1000)
        finally:
            gateway.stop()
    median = statistics.median(walls)
    return Row(
        work,
        f"≤ {limit / 1000:g} s",
        f"{median / 1000:.2f} s",
        median <= limit,
        f"{(median - limit) / 1000:.2f} s",
        f"best of {len(walls)}: {min(walls) / 1000:.2f} s; {statistics.median(cpus) / 1000:.2f} s of CPU",
    )


def first_answer(gateway, file):
    with socket.create_connection(("127.0.0.1", gateway.port), 5) as connection:
        connection.sendall(file.read_bytes())
        status = connection.recv(12)
        if status != b"HTTP/1.1 200":
            raise RuntimeError(f"first answer: {status!r}")


def voice(bench):
    """Sessions with the sandbox, whose models think for as long as they are told to."""
    port = bench.gateway.port
    calls.first_sounds(port, 6)  # until what runs is compiled
    thinking = sum(calls.THINKING_MS.values())
    yield voice_row(
        "voice: end of speech to first sound, beyond its providers' times",
        150,
        [found - thinking for found in calls.first_sounds(port, 20)],
        f"the sandbox writes down and thinks for {thinking} ms; what its voice takes counts as ours;"
        f" the speech ends with {calls.SILENCE_MS} ms of silence, which are not counted",
    )
    yield voice_row(
        "voice: caller's first loud frame to the answer's silence",
        100,
        calls.silences(port, 12),
        f"the caller speaks in frames of {calls.FRAME_MS} ms, of which three must be loud",
    )


def voice_row(work, limit, found, note):
    worst = max(found)
    return Row(
        work,
        f"≤ {limit} ms",
        f"{statistics.median(found):.0f} ms, at most {worst:.0f} ms",
        worst <= limit,
        f"{worst - limit:.0f} ms",
        f"{len(found)} times; {note}",
    )


ALL = {
    "same": same_1k,
    "20k": same_20k,
    "books": books,
    "translated": translated,
    "responses": responses,
    "lane": lane,
    "sse": sse,
    "latency": latency,
    "memory": memory,
    "idle": idle,
    "start": start,
    "voice": voice,
}
