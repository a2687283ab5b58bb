// Providers that answer with deliberate defects: each is one typed error of each SDK, and never an answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { ApiError, GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { BASE_URL, BEFORE, KEY, ODD, STATUSES, WAIT, WAITS, WITHIN, defective, told } from "./targets.mjs";

const options = { baseURL: BASE_URL, apiKey: KEY, maxRetries: 0, timeout: 20_000 };
const openai = new OpenAI(options);
const anthropic = new Anthropic(options);
const google = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: BASE_URL, timeout: 20_000 } });
const messages = [{ role: "user", content: "Say hello." }];

const surfaces = {
  chat: {
    kind: OpenAI.APIError,
    ask: (model, stream) =>
      stream
        ? openai.chat.completions.stream({ model, messages }).finalChatCompletion()
        : openai.chat.completions.create({ model, messages }),
  },
  responses: {
    kind: OpenAI.APIError,
    ask: async (model, stream) => {
      if (!stream) return openai.responses.create({ model, input: "Say hello." });
      let last;
      for await (const event of await openai.responses.create({ model, input: "Say hello.", stream })) {
        last = event;
        if (event.type === "response.failed") {
          assert.ok(event.response.error.code);
          throw new OpenAI.APIError(undefined, event.response.error, event.response.error.message);
        }
      }
      return last;
    },
  },
  messages: {
    kind: Anthropic.APIError,
    ask: (model, stream) =>
      stream
        ? anthropic.messages.stream({ model, max_tokens: 99, messages }).finalMessage()
        : anthropic.messages.create({ model, max_tokens: 99, messages }),
  },
  generate: {
    kind: ApiError,
    ask: async (model, stream) => {
      if (!stream) return google.models.generateContent({ model, contents: "Say hello." });
      const chunks = [];
      for await (const chunk of await google.models.generateContentStream({ model, contents: "Say hello." })) {
        chunks.push(chunk);
      }
      return chunks;
    },
  },
};

for (const [surface, { kind, ask }] of Object.entries(surfaces)) {
  const refused = (model, stream, status, wait) =>
    assert.rejects(ask(model, stream), (error) => {
      assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
      if (status) assert.equal(error.status, status);
      assert.ok(error.message);
      // Google's errors say it in their body, which is the message.
      if (wait && kind === ApiError) assert.match(error.message, new RegExp(`"retryDelay":"${wait}s"`));
      else if (wait) assert.equal(error.headers.get("retry-after"), wait);
      return true;
    });

  for (const model of ODD) {
    for (const stream of [false, true]) {
      const name = `${surface}, ${stream ? "streamed" : "whole"}, ${model}`;
      for (const status of Object.keys(STATUSES)) {
        test(`${name}: status ${status} is a typed error`, () => {
          const wait = WAITS.includes(status) ? WAIT : undefined;
          return refused(defective(model, `status-${status}`), stream, told(surface, model, status), wait);
        });
      }
      for (const defect of BEFORE) {
        test(`${name}: ${defect} is a typed error`, () => refused(defective(model, defect), stream, 502));
      }
      test(`${name}: what can be read is an answer`, async () => {
        assert.match(JSON.stringify(await ask(model, stream)), /far side|gateway/);
      });
    }
    test(`${surface}, whole, ${model}: a broken body is a typed error`, () =>
      refused(defective(model, "cut"), false, 502));
    for (const defect of WITHIN) {
      test(`${surface}, streamed, ${model}: ${defect} is a typed error`, () =>
        refused(defective(model, defect), true));
    }
  }
}
