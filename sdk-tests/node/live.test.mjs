// Google's Node SDK speaks Gemini's Live API with models of every kind: two turns, one of them with a tool.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GoogleGenAI, Modality } from "@google/genai";
import { BASE_URL, KEY, VOICES } from "./targets.mjs";

const TOOLS = [
  {
    functionDeclarations: [
      {
        name: "get_tide",
        description: "The tide at a city.",
        parametersJsonSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      },
    ],
  },
];

// Messages as they come, for whoever waits for the next.
class Inbox {
  #waiting = [];
  #messages = [];

  put(message) {
    const next = this.#waiting.shift();
    if (next) next(message);
    else this.#messages.push(message);
  }

  next() {
    if (this.#messages.length) return Promise.resolve(this.#messages.shift());
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("no message within 15 s")), 15_000);
      this.#waiting.push((message) => {
        clearTimeout(late);
        resolve(message);
      });
    });
  }

  // What is said until the turn is over or tools are wanted.
  async turn() {
    let text = "";
    for (;;) {
      const message = await this.next();
      assert.ok(!message.closed, `closed: ${message.closed}`);
      for (const part of message.serverContent?.modelTurn?.parts ?? []) text += part.text ?? "";
      if (message.toolCall) return { text, calls: message.toolCall.functionCalls };
      if (message.serverContent?.turnComplete) return { text, usage: message.usageMetadata };
    }
  }
}

for (const model of VOICES) {
  test(`speaks over two turns with ${model}`, async () => {
    const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: BASE_URL } });
    const inbox = new Inbox();
    const session = await client.live.connect({
      model,
      config: { responseModalities: [Modality.TEXT], systemInstruction: "Be brief.", tools: TOOLS },
      callbacks: {
        onmessage: (message) => inbox.put(message),
        onclose: (event) => inbox.put({ closed: `${event.code} ${event.reason}` }),
      },
    });
    try {
      assert.ok((await inbox.next()).setupComplete);
      const sandbox = model.startsWith("sandbox");
      if (!sandbox) {
        session.sendClientContent({ turns: "Please greet the harbour", turnComplete: true });
        assert.equal((await inbox.turn()).text, "Good morning, harbour.");
      }

      session.sendClientContent({ turns: "Say the tide at Ystad", turnComplete: true });
      const wanted = await inbox.turn();
      assert.deepEqual(wanted.calls.map((call) => call.name), ["get_tide"]);
      if (!sandbox) assert.deepEqual(wanted.calls[0].args, { city: "Ystad" });
      session.sendToolResponse({
        functionResponses: [{ id: wanted.calls[0].id, name: "get_tide", response: { output: "out" } }],
      });
      let answer = await inbox.turn();
      // The mock of Gemini ends the turn in which it wants a tool; Google's service does not.
      if (answer.text === "") answer = await inbox.turn();
      assert.match(answer.text, sandbox ? /out/ : /^The tide is out at Ystad\.$/);
      if (sandbox) {
        session.sendClientContent({ turns: "Thank you", turnComplete: true });
        assert.notEqual((await inbox.turn()).text, "");
      }
    } finally {
      session.close();
    }
  });
}

test("opens a session with a token that holds its model fast", async () => {
  const httpOptions = { baseUrl: BASE_URL, apiVersion: "v1alpha" };
  const owner = new GoogleGenAI({ apiKey: KEY, httpOptions });
  const config = { responseModalities: [Modality.TEXT], systemInstruction: "Be brief." };
  const token = await owner.authTokens.create({
    config: { uses: 1, liveConnectConstraints: { model: "sandbox/chat", config } },
  });
  assert.match(token.name, /^auth_tokens\//);
  const browser = new GoogleGenAI({ apiKey: token.name, httpOptions });
  const inbox = new Inbox();
  const callbacks = { onmessage: (message) => inbox.put(message), onclose: (event) => inbox.put({ closed: event.code }) };
  const session = await browser.live.connect({ model: "nobody/nothing", config: {}, callbacks });
  try {
    assert.ok((await inbox.next()).setupComplete);
    session.sendClientContent({ turns: "Say hello", turnComplete: true });
    assert.notEqual((await inbox.turn()).text, "");
  } finally {
    session.close();
  }
  await assert.rejects(browser.live.connect({ model: "sandbox/chat", config: {}, callbacks: { onmessage: () => {} } }));
});

test("closes with a reason where there is no such model", async () => {
  const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: BASE_URL } });
  await assert.rejects(
    client.live.connect({
      model: "nobody/nothing",
      config: { responseModalities: [Modality.TEXT] },
      callbacks: { onmessage: () => {} },
    }),
    /1007.*nobody\/nothing/,
  );
});
