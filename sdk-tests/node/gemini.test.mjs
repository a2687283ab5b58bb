// Google's Node SDK in front of the gateway, its newest major and the one before: the same cases for each provider.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as newest from "@google/genai";
import * as older from "google-genai-2";
import {
  BASE_URL,
  BROKE_KEY,
  KEY,
  MOCKED,
  MODELS,
  NARROW_KEY,
  THINKERS,
  alone,
  counts,
  readsDocuments,
} from "./targets.mjs";


const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n").toString("base64");

for (const [major, sdk] of Object.entries({ newest, older })) {
  const { ApiError, FinishReason, GoogleGenAI, Type } = sdk;
  const TOOLS = [
    {
      functionDeclarations: [
        {
          name: "get_weather",
          description: "The weather of a city.",
          parameters: {
            type: Type.OBJECT,
            properties: { city: { type: Type.STRING } },
            required: ["city"],
          },
        },
      ],
    },
  ];
  const CLOCK = [{ functionDeclarations: [{ name: "get_time", description: "The time." }] }];

  const client = (apiKey = KEY, headers = {}, options = {}) =>
    new GoogleGenAI({ apiKey, ...options, httpOptions: { baseUrl: BASE_URL, timeout: 20_000, headers } });
  const { models, chats } = client();

  const all = async (stream) => {
    const items = [];
    for await (const item of stream) items.push(item);
    return items;
  };
  const titled = (title, run) => test(`${major}: ${title}`, run);

  for (const model of MODELS) {
    titled(`${model}: answers with text`, async () => {
      const answer = await models.generateContent({ model, contents: "Say hello." });
      assert.ok(answer.text);
      assert.equal(answer.candidates[0].finishReason, FinishReason.STOP);
      assert.ok(!counts(model) || answer.usageMetadata.promptTokenCount > 0);
    });

    titled(`${model}: streams what it answers whole`, async () => {
      const whole = await models.generateContent({ model, contents: "Say hello." });
      const chunks = await all(await models.generateContentStream({ model, contents: "Say hello." }));
      assert.ok(chunks.length > 2);
      assert.equal(chunks.map((chunk) => chunk.text ?? "").join(""), whole.text);
      assert.equal(chunks.at(-1).candidates[0].finishReason, FinishReason.STOP);
      assert.ok(!counts(model) || chunks.at(-1).usageMetadata.totalTokenCount > 0);
    });

    titled(`${model}: remembers the turns of a chat`, async () => {
      const chat = chats.create({ model });
      await chat.sendMessage({ message: "Say hello." });
      await all(await chat.sendMessageStream({ message: "Say hello again." }));
      assert.ok((await chat.sendMessage({ message: "And hello once more." })).text);
      const users = chat.getHistory(true).filter((turn) => turn.role === "user");
      assert.equal(users.length, 3);
    });

    titled(`${model}: calls a tool and reads its result`, async () => {
      const question = { role: "user", parts: [{ text: "What is the weather in Paris?" }] };
      const answer = await models.generateContent({ model, contents: [question], config: { tools: TOOLS } });
      const [call] = answer.functionCalls;
      assert.equal(call.name, "get_weather");
      assert.ok("city" in call.args);
      const result = { functionResponse: { name: call.name, response: { degrees: 21 } } };
      const after = await models.generateContent({
        model,
        contents: [question, answer.candidates[0].content, { role: "user", parts: [result] }],
        config: { tools: TOOLS },
      });
      assert.ok(after.text);
    });

    titled(`${model}: calls functions by itself`, async () => {
      const called = [];
      const tool = {
        tool: async () => TOOLS[0],
        callTool: async (calls) => {
          called.push(...calls.map((call) => call.name));
          return calls.map((call) => ({
            functionResponse: { id: call.id, name: call.name, response: { degrees: 21 } },
          }));
        },
      };
      const answer = await models.generateContent({
        model,
        contents: "What is the weather in Paris?",
        config: { tools: [tool] },
      });
      assert.deepEqual(called, ["get_weather"]);
      assert.ok(answer.text);
    });

    titled(`${model}: follows a schema`, async () => {
      const answer = await models.generateContent({
        model,
        contents: "Describe a person.",
        config: {
          responseMimeType: "application/json",
          responseSchema: {
            type: Type.OBJECT,
            properties: { name: { type: Type.STRING }, age: { type: Type.INTEGER } },
            required: ["name", "age"],
          },
        },
      });
      assert.deepEqual(Object.keys(JSON.parse(answer.text)).sort(), ["age", "name"]);
    });
  }

  for (const model of MOCKED) {
    titled(`${model}: calls tools in parallel over two turns`, async () => {
      const question = { role: "user", parts: [{ text: "How warm is it in each of the towns?" }] };
      const config = { tools: TOOLS };
      const chunks = await all(await models.generateContentStream({ model, contents: [question], config }));
      const calls = chunks.flatMap((chunk) => chunk.functionCalls ?? []);
      assert.deepEqual(calls.map((call) => call.args.city), ["Paris", "Rome"]);
      const said = chunks.map((chunk) => chunk.candidates?.[0]?.content).filter(Boolean);
      const results = calls.map((call) => ({
        functionResponse: { id: call.id, name: call.name, response: { degrees: 21 } },
      }));
      const after = await models.generateContent({
        model,
        contents: [question, ...said, { role: "user", parts: results }],
        config,
      });
      assert.equal(after.text, "Paris has 21 degrees, Rome has 25.");
    });

    titled(`${model}: reads pictures and documents`, async () => {
      const picture = { inlineData: { mimeType: "image/png", data: PIXEL } };
      const paper = { inlineData: { mimeType: "application/pdf", data: PDF } };
      const askOf = async (...parts) =>
        (await models.generateContent({ model, contents: [...parts, "Describe the attachments."] })).text;
      assert.equal(await askOf(picture), "A picture and a document.");
      if (readsDocuments(model)) assert.equal(await askOf(picture, paper), "A picture and a document.");
      else await assert.rejects(askOf(paper), { status: 422 });
    });

    titled(`${model}: refuses what the provider refuses`, () =>
      assert.rejects(
        models.generateContent({ model: alone(model), contents: "Please refuse." }),
        (error) => error instanceof ApiError && error.status === 429,
      ));
  }

  for (const model of THINKERS) {
    titled(`${model}: brings thoughts back on the next turn`, async () => {
      const chat = chats.create({
        model,
        config: { tools: CLOCK, thinkingConfig: { includeThoughts: true } },
      });
      const answer = await chat.sendMessage({ message: "How late is it?" });
      assert.ok(answer.candidates[0].content.parts.some((part) => part.thought && part.text));
      const [call] = answer.functionCalls;
      const after = await chat.sendMessage({
        message: { functionResponse: { name: call.name, response: { time: "12:00" } } },
      });
      assert.ok(after.text);
    });
  }

  for (const model of MODELS) {
    titled(`${model}: counts tokens`, async () => {
      assert.ok((await models.countTokens({ model, contents: "Say hello." })).totalTokens > 0);
    });
  }

  for (const [what, key, status] of [
    ["money", BROKE_KEY, 402],
    ["rights", NARROW_KEY, 403],
  ]) {
    titled(`a key without ${what} is told so`, () =>
      assert.rejects(client(key).models.generateContent({ model: MOCKED[0], contents: "Hi" }), { status }));
  }

  titled("lists models over several pages", async () => {
    const names = (await all(await models.list({ config: { pageSize: 50 } }))).map((model) => model.name);
    assert.ok(names.length > 50);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes("models/sandbox/chat"));
  });

  titled("tells one model", async () => {
    const model = await models.get({ model: "openai-mock/gpt-4o" });
    assert.equal(model.name, "models/openai-mock/gpt-4o");
    assert.equal(model.inputTokenLimit, 128_000);
  });

  titled("takes every version of the API", async () => {
    for (const apiVersion of ["v1", "v1beta", "v1alpha"]) {
      const asked = client(KEY, {}, { apiVersion });
      assert.ok((await asked.models.generateContent({ model: "sandbox/chat", contents: "Hi" })).text);
    }
  });

  const failures = [
    ["sb-wrong-key-wrong-key-wrong", "sandbox/chat", "", 401, "UNAUTHENTICATED"],
    [KEY, "no-such-model", "", 404, "NOT_FOUND"],
    [KEY, "sandbox/chat", "status=400", 400, "INVALID_ARGUMENT"],
    [KEY, "sandbox/chat", "status=429", 429, "RESOURCE_EXHAUSTED"],
    [KEY, "sandbox/chat", "status=500", 502, "UNAVAILABLE"],
    [KEY, "sandbox/chat", "status=503", 503, "UNAVAILABLE"],
  ];
  for (const [key, model, directive, status, word] of failures) {
    titled(`raises ${status} with its word for ${model} ${directive}`, async () => {
      const asked = client(key, directive ? { "x-switchboard-sandbox": directive } : {});
      await assert.rejects(asked.models.generateContent({ model, contents: "Hi" }), (error) => {
        assert.ok(error instanceof ApiError);
        assert.equal(error.status, status);
        assert.equal(JSON.parse(error.message).error.status, word);
        return true;
      });
    });
  }

  titled("raises an error in the middle of a stream", async () => {
    const asked = client(KEY, { "x-switchboard-sandbox": "fault=cut" });
    await assert.rejects(
      async () =>
        all(await asked.models.generateContentStream({ model: "sandbox/chat", contents: "Tell me a story." })),
      (error) => error instanceof ApiError && /UNAVAILABLE/.test(error.message),
    );
  });
}
