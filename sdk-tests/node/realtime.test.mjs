// OpenAI's Node SDK speaks its Realtime API with models of every kind: two turns, one of them with a tool.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { spoken } from "../samples.mjs";
import { KEY, TLS_URL, VOICES } from "./targets.mjs";

// The SDK speaks TLS alone, whatever its base address says.
const BASE_URL = TLS_URL;
const TOOL = {
  type: "function",
  name: "get_tide",
  description: "The tide at a city.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

class Talk {
  #waiting = [];
  #events = [];

  constructor(model) {
    const client = new OpenAI({ apiKey: KEY, baseURL: BASE_URL });
    this.socket = new OpenAIRealtimeWS({ model, options: { rejectUnauthorized: false } }, client);
    this.socket.on("event", (event) => this.#put(event));
    this.socket.on("error", (error) => this.#put({ type: "error", error }));
  }

  #put(event) {
    const next = this.#waiting.shift();
    if (next) next(event);
    else this.#events.push(event);
  }

  next() {
    if (this.#events.length) return Promise.resolve(this.#events.shift());
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("no event within 15 s")), 15_000);
      this.#waiting.push((event) => {
        clearTimeout(late);
        resolve(event);
      });
    });
  }

  async until(type) {
    for (;;) {
      const event = await this.next();
      assert.notEqual(event.type, "error", JSON.stringify(event.error?.error ?? event.error));
      if (event.type === type) return event;
    }
  }

  async start() {
    await this.until("session.created");
    const session = { type: "realtime", output_modalities: ["text"], instructions: "Be brief.", tools: [TOOL] };
    this.socket.send({ type: "session.update", session });
    await this.until("session.updated");
  }

  say(item) {
    this.socket.send({ type: "conversation.item.create", item });
    this.socket.send({ type: "response.create" });
  }

  ask(text) {
    this.say({ type: "message", role: "user", content: [{ type: "input_text", text }] });
  }

  async answer() {
    let text = "";
    const calls = [];
    for (;;) {
      const event = await this.next();
      assert.notEqual(event.type, "error", JSON.stringify(event.error?.error ?? event.error));
      // The mock still uses the names of the beta.
      if (["response.output_text.delta", "response.text.delta"].includes(event.type)) text += event.delta;
      if (event.type === "response.function_call_arguments.done") calls.push(event);
      if (event.type === "response.done") return { text, calls, response: event.response };
    }
  }
}

for (const model of VOICES) {
  test(`speaks over two turns with ${model}`, async () => {
    const talk = new Talk(model);
    try {
      await talk.start();
      if (!model.startsWith("sandbox")) {
        talk.ask("Please greet the harbour");
        assert.equal((await talk.answer()).text, "Good morning, harbour.");
      }

      talk.ask("Say the tide at Ystad");
      const wanted = await talk.answer();
      const call = wanted.calls[0] ?? wanted.response.output.find((item) => item.type === "function_call");
      assert.equal(wanted.response.status, "completed");
      talk.say({ type: "function_call_output", call_id: call.call_id, output: "out" });
      const last = await talk.answer();
      assert.match(last.text, model.startsWith("sandbox") ? /out/ : /^The tide is out at Ystad\.$/);
      if (model.startsWith("sandbox")) {
        talk.ask("Thank you");
        assert.equal((await talk.answer()).response.status, "completed");
      }
    } finally {
      talk.socket.close();
    }
  });
}

// The mock neither hears nor speaks in sessions that it holds: these are asked turn by turn.
for (const model of ["chat-mock/gpt-4o", "gemini-mock/gemini-2.5-flash", "sandbox/chat"]) {
  test(`hears and speaks over two turns with ${model}`, async () => {
    const talk = new Talk(model);
    try {
      await talk.until("session.created");
      const input = { transcription: { model: "whisper-1" }, turn_detection: { type: "server_vad" } };
      const session = { type: "realtime", output_modalities: ["audio"], instructions: "Be brief.", audio: { input } };
      talk.socket.send({ type: "session.update", session });
      await talk.until("session.updated");
      for (let turn = 0; turn < 2; turn++) {
        for (const audio of spoken()) talk.socket.send({ type: "input_audio_buffer.append", audio });
        await talk.until("input_audio_buffer.speech_started");
        await talk.until("input_audio_buffer.committed");
        const first = await talk.until("response.output_audio.delta");
        assert.ok(Buffer.from(first.delta, "base64").length > 0);
        const done = await talk.until("response.done");
        assert.equal(done.response.status, "completed");
        assert.ok(done.response.output[0].content[0].transcript.length > 0);
      }
    } finally {
      talk.socket.close();
    }
  });
}

test("says before the session begins that there is no such model", async () => {
  const talk = new Talk("nobody/nothing");
  const event = await talk.next();
  assert.equal(event.type, "error");
  assert.match(String(event.error), /404/);
});
