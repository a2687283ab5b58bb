// The official Node SDK, its newest major and the one before, in front of the gateway: the same cases for each provider.
import assert from "node:assert/strict";
import { test } from "node:test";
import Newest, { AzureOpenAI as NewestAzure } from "openai";
import Older, { AzureOpenAI as OlderAzure } from "openai-6";
import {
  BASE_URL,
  BROKE_KEY,
  CALLERS,
  KEY,
  MOCKED,
  MODELS,
  NARROW_KEY,
  THINKERS,
  alone,
  counts,
  readsDocuments,
} from "./targets.mjs";

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

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

for (const [edition, OpenAI] of Object.entries({ newest: Newest, older: Older })) {
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
    test(`${edition}: ${model} answers with text`, async () => {
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

    test(`${edition}: ${model} streams through the accumulator`, async () => {
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

    test(`${edition}: ${model} streams no usage unless asked`, async () => {
      for await (const chunk of await completions.create({ model, messages: HELLO, stream: true })) {
        assert.ok(!chunk.usage);
        assert.equal(chunk.choices.length, 1);
      }
    });

    test(`${edition}: ${model} calls a tool and reads its result`, async () => {
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

    test(`${edition}: ${model} streams a tool call and the answer to its result`, async () => {
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

    test(`${edition}: ${model} answers in the form of a schema`, async () => {
      const messages = [{ role: "user", content: "Invent a person." }];
      const answer = await completions.create({ model, messages, response_format: PERSON });
      const person = JSON.parse(answer.choices[0].message.content);
      assert.deepEqual(Object.keys(person).sort(), ["age", "name"]);
      assert.equal(typeof person.name, "string");
      assert.ok(Number.isInteger(person.age));
    });
  }

  test(`${edition}: lists the models`, async () => {
    const ids = [];
    for await (const model of client().models.list()) {
      assert.equal(model.object, "model");
      ids.push(model.id);
    }
    assert.ok(ids.includes("sandbox/chat"));
  });

  test(`${edition}: retrieves a model whose name has a slash`, async () => {
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

  test(`${edition}: a wrong key is an authentication error`, async () => {
    const wrong = client("not-a-key-of-this-gateway").chat.completions;
    const error = await refused(OpenAI.AuthenticationError, () =>
      wrong.create({ model: MODELS[0], messages: HELLO }),
    );
    assert.equal(error.code, "invalid_api_key");
  });

  test(`${edition}: an unknown model is not found`, async () => {
    const error = await refused(OpenAI.NotFoundError, () =>
      completions.create({ model: "no-such-model", messages: HELLO }),
    );
    assert.equal(error.code, "model_not_found");
  });

  test(`${edition}: an unknown model cannot be retrieved`, () =>
    refused(OpenAI.NotFoundError, () => client().models.retrieve("sandbox/no-such-model")));

  test(`${edition}: a field of a wrong type is a bad request`, async () => {
    const error = await refused(OpenAI.BadRequestError, () =>
      completions.create({ model: MODELS[0], messages: "hello" }),
    );
    assert.equal(error.param, "messages");
  });

  for (const stream of [false, true]) {
    test(`${edition}: a rate limit is a rate limit error, stream: ${stream}`, () =>
      refused(OpenAI.RateLimitError, () =>
        completions.create({ model: "sandbox/fault-rate-limit", messages: HELLO, stream }),
      ));
  }

  for (const model of MOCKED) {
    test(`${edition}: ${model}: counts the tokens that the provider counted`, async () => {
      if (!counts(model)) return;
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

    test(`${edition}: ${model}: a provider's rate limit keeps its wait`, async () => {
      const messages = [{ role: "user", content: "refuse" }];
      const error = await refused(OpenAI.RateLimitError, () =>
        completions.create({ model: alone(model), messages }),
      );
      assert.ok(Number(error.headers.get("retry-after")) >= 1);
    });
  }

  const ways = {
    whole: async (body) => (await completions.create(body)).choices[0],
    streamed: async (body) => (await completions.stream(body).finalChatCompletion()).choices[0],
  };
  const PICTURE = { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } };
  const PAPER = {
    type: "file",
    file: { filename: "page.pdf", file_data: "data:application/pdf;base64,JVBERi0xLjQK" },
  };
  const askedOf = (...parts) => [
    { role: "user", content: [{ type: "text", text: "Describe the picture and the document." }, ...parts] },
  ];

  for (const [way, ask] of Object.entries(ways)) {
    for (const model of CALLERS) {
      test(`${edition}, ${way}: ${model} calls tools in parallel over two turns`, async () => {
        const question = [{ role: "user", content: "How warm is it in both cities?" }];
        const tools = JSON.parse(JSON.stringify(TOOLS).replaceAll("get_weather", "get_temperature"));
        const first = await ask({ model, messages: question, tools });
        assert.equal(first.finish_reason, "tool_calls");
        assert.equal(new Set(first.message.tool_calls.map((call) => call.id)).size, 2);
        const messages = [...question, ...secondTurn(first.message).slice(1)];
        const second = await ask({ model, messages, tools });
        assert.equal(second.finish_reason, "stop");
        assert.ok(second.message.content);
      });
    }

    for (const model of MODELS) {
      test(`${edition}, ${way}: ${model} takes pictures and documents`, async () => {
        assert.ok((await ask({ model, messages: askedOf(PICTURE) })).message.content);
        const both = () => ask({ model, messages: askedOf(PICTURE, PAPER) });
        if (readsDocuments(model)) assert.ok((await both()).message.content);
        else await assert.rejects(both, OpenAI.UnprocessableEntityError);
      });
    }

    for (const model of THINKERS) {
      test(`${edition}, ${way}: ${model} thinks over two turns`, async () => {
        const question = [{ role: "user", content: "Please ponder." }];
        const first = await ask({ model, messages: question, reasoning_effort: "low" });
        assert.ok(first.message.content);
        // Not in the SDK's types: what several vendors say.
        assert.ok(first.message.reasoning_content);
        const messages = [...question, first.message, { role: "user", content: "Go on, ponder." }];
        assert.ok((await ask({ model, messages, reasoning_effort: "low" })).message.content);
      });
    }
  }

  for (const [what, key, status] of [
    ["money", BROKE_KEY, 402],
    ["rights", NARROW_KEY, 403],
  ]) {
    test(`${edition}: a key without ${what} is told so`, () =>
      assert.rejects(client(key).chat.completions.create({ model: MOCKED[0], messages: HELLO }), { status }));
  }

  test(`${edition}: too large a request is told so`, () =>
    assert.rejects(
      completions.create({ model: MODELS[0], messages: [{ role: "user", content: "x".repeat(33 << 20) }] }),
      { status: 413 },
    ));

  test(`${edition}: what a target cannot do is unprocessable`, () =>
    refused(OpenAI.UnprocessableEntityError, () =>
      completions.create({ model: "anthropic-mock/claude-sonnet-4-5", messages: HELLO, logprobs: true }),
    ));

  test(`${edition}: a gateway that is away or silent is told so`, async () => {
    const options = { apiKey: KEY, maxRetries: 0 };
    const away = new OpenAI({ baseURL: "http://127.0.0.1:9", ...options });
    const body = { model: "sandbox/chat@latency=2s", messages: HELLO };
    await assert.rejects(away.chat.completions.create(body), OpenAI.APIConnectionError);
    const hasty = new OpenAI({ baseURL: BASE_URL, timeout: 200, ...options });
    await assert.rejects(hasty.chat.completions.create(body), OpenAI.APIConnectionTimeoutError);
  });
}

for (const [major, Azure] of [
  ["newest", NewestAzure],
  ["older", OlderAzure],
]) {
  test(`${major} client for Azure: finds its routes`, async () => {
    const azure = new Azure({
      endpoint: BASE_URL,
      apiKey: KEY,
      apiVersion: "2024-10-21",
      maxRetries: 0,
      timeout: 20_000,
    });
    const answer = await azure.chat.completions.create({ model: "sandbox/chat", messages: HELLO });
    assert.ok(answer.choices[0].message.content);
    const response = await azure.responses.create({ model: "sandbox/chat", input: "Say hello." });
    assert.ok(response.output_text);
  });
}
