// The official Node SDK in front of the gateway: the same cases for each provider.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";

const BASE_URL = process.env.SWITCHBOARD_SDK_BASE_URL;
const KEY = process.env.SWITCHBOARD_SDK_KEY;
const MODELS = [
  "sandbox/chat",
  "openai-mock/gpt-4o",
  "anthropic-mock/claude-sonnet-4-5",
  "gemini-mock/gemini-2.5-flash",
];
const HELLO = [{ role: "user", content: "Say hello." }];
const WEATHER = [{ role: "user", content: "What is the weather in Paris?" }];
const TOOLS = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather of a city.",
      parameters: {
        type: "object",
        properties: { city: { type: "string" } },
        required: ["city"],
        additionalProperties: false,
      },
      strict: true,
    },
  },
];
const PERSON = {
  type: "json_schema",
  json_schema: {
    name: "person",
    strict: true,
    schema: {
      type: "object",
      properties: { name: { type: "string" }, age: { type: "integer" } },
      required: ["name", "age"],
      additionalProperties: false,
    },
  },
};

function client(apiKey = KEY) {
  return new OpenAI({ baseURL: BASE_URL, apiKey, maxRetries: 0, timeout: 20_000 });
}

const completions = client().chat.completions;

function secondTurn(message) {
  const results = message.tool_calls.map((call) => ({
    role: "tool",
    tool_call_id: call.id,
    content: '{"degrees": 21}',
  }));
  return [...WEATHER, message, ...results];
}

for (const model of MODELS) {
  test(`${model} answers with text`, async () => {
    const answer = await completions.create({ model, messages: HELLO });
    assert.equal(answer.object, "chat.completion");
    assert.equal(answer.choices[0].finish_reason, "stop");
    assert.equal(answer.choices[0].message.role, "assistant");
    assert.ok(answer.choices[0].message.content);
    assert.equal(
      answer.usage.total_tokens,
      answer.usage.prompt_tokens + answer.usage.completion_tokens,
    );
    assert.ok(answer._request_id);
  });

  test(`${model} streams through the accumulator`, async () => {
    const ids = new Set();
    const deltas = [];
    const stream = completions.stream({
      model,
      messages: HELLO,
      stream_options: { include_usage: true },
    });
    stream.on("chunk", (chunk) => ids.add(chunk.id));
    stream.on("content", (delta) => deltas.push(delta));
    const whole = await stream.finalChatCompletion();
    assert.equal(ids.size, 1);
    assert.ok(deltas.length > 1);
    assert.equal(deltas.join(""), whole.choices[0].message.content);
    assert.equal(whole.choices[0].finish_reason, "stop");
    assert.equal(typeof (await stream.totalUsage()).total_tokens, "number");
    assert.ok(whole.usage);
  });

  test(`${model} streams no usage unless asked`, async () => {
    for await (const chunk of await completions.create({ model, messages: HELLO, stream: true })) {
      assert.ok(!chunk.usage);
      assert.equal(chunk.choices.length, 1);
    }
  });

  test(`${model} calls a tool and reads its result`, async () => {
    const first = await completions.create({ model, messages: WEATHER, tools: TOOLS });
    const { finish_reason, message } = first.choices[0];
    assert.equal(finish_reason, "tool_calls");
    assert.ok(message.tool_calls[0].id);
    assert.equal(message.tool_calls[0].function.name, "get_weather");
    assert.ok("city" in JSON.parse(message.tool_calls[0].function.arguments));
    const messages = secondTurn(message);
    const second = await completions.create({ model, messages, tools: TOOLS });
    assert.equal(second.choices[0].finish_reason, "stop");
    assert.ok(second.choices[0].message.content);
  });

  test(`${model} streams a tool call and the answer to its result`, async () => {
    const params = { model, tools: TOOLS };
    const first = completions.stream({ ...params, messages: WEATHER });
    const { finish_reason, message } = (await first.finalChatCompletion()).choices[0];
    assert.equal(finish_reason, "tool_calls");
    assert.equal(message.tool_calls[0].function.name, "get_weather");
    assert.ok("city" in JSON.parse(message.tool_calls[0].function.arguments));
    const second = completions.stream({ ...params, messages: secondTurn(message) });
    const end = (await second.finalChatCompletion()).choices[0];
    assert.equal(end.finish_reason, "stop");
    assert.ok(end.message.content);
  });

  test(`${model} answers in the form of a schema`, async () => {
    const messages = [{ role: "user", content: "Invent a person." }];
    const answer = await completions.create({ model, messages, response_format: PERSON });
    const person = JSON.parse(answer.choices[0].message.content);
    assert.deepEqual(Object.keys(person).sort(), ["age", "name"]);
    assert.equal(typeof person.name, "string");
    assert.ok(Number.isInteger(person.age));
  });
}

test("lists the models", async () => {
  const ids = [];
  for await (const model of client().models.list()) {
    assert.equal(model.object, "model");
    ids.push(model.id);
  }
  assert.ok(ids.includes("sandbox/chat"));
});

test("retrieves a model whose name has a slash", async () => {
  assert.equal((await client().models.retrieve("sandbox/chat")).id, "sandbox/chat");
});

async function refused(kind, call) {
  const error = await call().then(
    () => assert.fail("not refused"),
    (e) => e,
  );
  assert.ok(error instanceof kind, `${error}`);
  assert.ok(error.requestID);
  assert.ok(error.error.message);
  assert.ok(error.type);
  return error;
}

test("a wrong key is an authentication error", async () => {
  const wrong = client("not-a-key-of-this-gateway").chat.completions;
  const error = await refused(OpenAI.AuthenticationError, () =>
    wrong.create({ model: MODELS[0], messages: HELLO }),
  );
  assert.equal(error.code, "invalid_api_key");
});

test("an unknown model is not found", async () => {
  const error = await refused(OpenAI.NotFoundError, () =>
    completions.create({ model: "no-such-model", messages: HELLO }),
  );
  assert.equal(error.code, "model_not_found");
});

test("an unknown model cannot be retrieved", () =>
  refused(OpenAI.NotFoundError, () => client().models.retrieve("sandbox/no-such-model")));

test("a field of a wrong type is a bad request", async () => {
  const error = await refused(OpenAI.BadRequestError, () =>
    completions.create({ model: MODELS[0], messages: "hello" }),
  );
  assert.equal(error.param, "messages");
});

for (const stream of [false, true]) {
  test(`a rate limit is a rate limit error, stream: ${stream}`, () =>
    refused(OpenAI.RateLimitError, () =>
      completions.create({ model: "sandbox/fault-rate-limit", messages: HELLO, stream }),
    ));
}

for (const model of MODELS.slice(1)) {
  test(`${model}: counts the tokens that the provider counted`, async () => {
    const { usage: whole } = await completions.create({ model, messages: HELLO });
    const stream = completions.stream({
      model,
      messages: HELLO,
      stream_options: { include_usage: true },
    });
    for (const usage of [whole, (await stream.finalChatCompletion()).usage]) {
      assert.equal(usage.prompt_tokens, 11);
      assert.equal(usage.completion_tokens, 7);
      assert.equal(usage.total_tokens, 18);
    }
  });

  test(`${model}: a provider's rate limit keeps its wait`, async () => {
    const messages = [{ role: "user", content: "refuse" }];
    const error = await refused(OpenAI.RateLimitError, () =>
      completions.create({ model, messages }),
    );
    assert.ok(Number(error.headers.get("retry-after")) >= 1);
  });
}
