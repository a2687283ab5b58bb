"""A caller of voice sessions in real time, and what it measures of them."""

import base64
import http.client
import json
import os
import queue
import socket
import struct
import threading
import time

from processes import KEY

FRAME_MS = 20
FRAME_BYTES = FRAME_MS * 48  # 16 bits at 24 kHz
SILENCE_MS = 200
THINKING_MS = {"sandbox/transcribe": 120, "sandbox/echo": 200}


def spoken(port, text):
    """The sandbox's voice saying a text, as PCM."""
    body = {"model": "sandbox/speech", "input": text, "response_format": "pcm", "speed": 4}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        head = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        connection.request("POST", "/v3/compat/audio/speech", json.dumps(body), head)
        answer = connection.getresponse()
        sound = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"no speech: {sound[:500]!r}")
        return sound
    finally:
        connection.close()


class Caller:
    """One session of events; what is received is kept with its time."""

    def __init__(self, port, config):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /v3/realtime HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Authorization: Bearer {KEY}\r\n\r\n".encode()
        )
        self.bytes = self.socket.makefile("rb")
        status = self.bytes.readline()
        while self.bytes.readline() not in (b"\r\n", b""):
            pass
        if b" 101 " not in status:
            raise RuntimeError(f"no session: {status!r}")
        self.socket.settimeout(None)
        self.received = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()
        self.send({"type": "session.start", "config": config})
        self.until("session.started")

    def send(self, event):
        payload = json.dumps(event, separators=(",", ":")).encode()
        size = len(payload)
        head = struct.pack(">BB", 0x81, 0x80 | size) if size < 126 else (
            struct.pack(">BBH", 0x81, 0xFE, size) if size < 65536 else struct.pack(">BBQ", 0x81, 0xFF, size))
        self.socket.sendall(head + b"\0\0\0\0" + payload)

    def listen(self):
        try:
            while True:
                first, size = self.bytes.read(2)
                if size == 126:
                    (size,) = struct.unpack(">H", self.bytes.read(2))
                elif size == 127:
                    (size,) = struct.unpack(">Q", self.bytes.read(8))
                payload = self.bytes.read(size)
                if first & 15 == 1:
                    self.received.put((time.monotonic(), json.loads(payload)))
                elif first & 15 == 8:
                    raise ValueError(f"closed: {payload[2:]!r}")
        except (ValueError, OSError) as e:
            self.received.put((time.monotonic(), {"type": "closed", "error": {"message": str(e)}}))

    def next(self, seconds=20):
        at, event = self.received.get(timeout=seconds)
        if event["type"] in ("error", "closed", "session.terminating") or event.get("status") == "failed":
            raise RuntimeError(f"the session says {event}")
        return at, event

    def until(self, kind):
        while True:
            at, event = self.next()
            if event["type"] == kind:
                return at

    def say(self, sound, until=lambda: False):
        """Sends a sound as fast as it is spoken; the time of each frame."""
        times = []
        begun = time.monotonic()
        for number, start in enumerate(range(0, len(sound), FRAME_BYTES)):
            if until():
                break
            time.sleep(max(0, begun + number * FRAME_MS / 1000 - time.monotonic()))
            times.append(time.monotonic())
            piece = base64.b64encode(sound[start:start + FRAME_BYTES]).decode()
            self.send({"type": "audio.append", "audio": piece})
        return times

    def close(self):
        self.socket.close()


def config(**more):
    waits = {name: f"{name}@latency=fixed({ms}ms)" for name, ms in THINKING_MS.items()}
    turns = {"type": "server_vad", "silence_duration_ms": SILENCE_MS, **more}
    return {
        "model": waits["sandbox/echo"],
        "transcription": {"model": waits["sandbox/transcribe"]},
        "turn_detection": turns,
    }


def first_sounds(port, turns):
    """Milliseconds from the frame that ends the caller's speech to the first sound of the answer."""
    speech = spoken(port, "Good morning to you.")
    quiet = bytes(48 * (SILENCE_MS + 400))
    caller, found = Caller(port, config()), []
    try:
        for _ in range(turns):
            times = caller.say(speech + quiet)
            stopped = caller.until("speech.stopped")
            first = caller.until("audio.delta")
            caller.until("response.completed")
            # The last frame that had been sent when the gateway knew that the speech was over.
            ended = max(at for at in times if at <= stopped)
            found.append((first - ended) * 1000)
    finally:
        caller.close()
    return found


def silences(port, turns):
    """Milliseconds from the caller's first loud frame to the answer's end, told to the caller."""
    speech = spoken(port, "Wait a moment, please.")
    caller, found = Caller(port, config(create_response=False)), []
    long = "This sentence is long enough to be interrupted by somebody who is in a hurry. " * 6
    try:
        for _ in range(turns):
            caller.send({"type": "text.input", "text": long})
            caller.until("audio.delta")
            times = caller.say(speech + bytes(48 * (SILENCE_MS + 400)))
            cut = caller.until("response.interrupted")
            found.append((cut - times[0]) * 1000)
            caller.until("speech.stopped")
            late = drain(caller)
            if "audio.delta" in late:
                raise RuntimeError("sound of the answer after its interruption")
    finally:
        caller.close()
    return found


def drain(caller):
    kinds = []
    try:
        while True:
            kinds.append(caller.next(0.6)[1]["type"])
    except queue.Empty:
        return kinds
