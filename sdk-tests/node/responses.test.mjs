// The official Node SDK's (newest major and the one before) Responses API in front of the gateway: the same cases for each provider.
import assert from "node:assert/strict";
import { test } from "node:test";
import Newest from "openai";
import Older from "openai-6";
import {
  BASE_URL,
  BROKE_KEY,
  CALLERS,
  KEY,
  MOCKED,
  NARROW_KEY,
  RESPONSES as MODELS,
  THINKERS,
  alone,
  readsDocuments,
} from "./targets.mjs";

const TOOLS = [
  {
    type: "function",
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
];

for (const [edition, OpenAI] of Object.entries({ newest: Newest, older: Older })) {
  const client = (apiKey = KEY) => new OpenAI({ baseURL: BASE_URL, apiKey, maxRetries: 0, timeout: 20_000 });
  const { responses } = client();

  const weather = () => [{ role: "user", content: "What is the weather in Paris?" }];

  function withResult(first) {
    const call = first.output.find((item) => item.type === "function_call");
    assert.ok("city" in JSON.parse(call.arguments));
    return { type: "function_call_output", call_id: call.call_id, output: '{"degrees": 21}' };
  }

  for (const model of MODELS) {
    test(`${edition}: ${model} answers a response with text`, async () => {
      const answer = await responses.create({ model, input: "Say hello." });
      assert.equal(answer.status, "completed");
      assert.ok(answer.output_text);
      assert.equal(
        answer.usage.total_tokens,
        answer.usage.input_tokens + answer.usage.output_tokens,
      );
    });

    test(`${edition}: ${model} streams a response through the accumulator`, async () => {
      const deltas = [];
      const stream = responses.stream({ model, input: "Say hello." });
      stream.on("response.output_text.delta", (event) => deltas.push(event.delta));
      const whole = await stream.finalResponse();
      assert.ok(deltas.length > 1);
      assert.equal(deltas.join(""), whole.output_text);
    });

    test(`${edition}: ${model} calls a tool over two responses`, async () => {
      const first = await responses.create({ model, input: weather(), tools: TOOLS });
      const input = [...weather(), ...first.output, withResult(first)];
      assert.ok((await responses.create({ model, input, tools: TOOLS })).output_text);
    });

    test(`${edition}: ${model} streams a tool call and continues the kept response`, async () => {
      const first = await responses
        .stream({ model, input: weather(), tools: TOOLS })
        .finalResponse();
      const second = await responses
        .stream({
          model,
          previous_response_id: first.id,
          input: [withResult(first)],
          tools: TOOLS,
        })
        .finalResponse();
      assert.ok(second.output_text);
    });

    test(`${edition}: ${model} runs in the background`, async () => {
      let answer = await responses.create({ model, input: "Say hello.", background: true });
      const deadline = Date.now() + 15_000;
      while (answer.status === "queued" || answer.status === "in_progress") {
        assert.ok(Date.now() < deadline);
        await new Promise((resolve) => setTimeout(resolve, 50));
        answer = await responses.retrieve(answer.id);
      }
      assert.ok(answer.output_text);
    });
  }

  test(`${edition}: retrieves, lists, replays and deletes a response`, async () => {
    const told = await responses.create({ model: MODELS[0], input: "Say hello." });
    assert.equal((await responses.retrieve(told.id)).output_text, told.output_text);
    const items = [];
    for await (const item of responses.inputItems.list(told.id)) {
      items.push(item);
    }
    assert.equal(items.length, 1);
    let last;
    for await (const event of await responses.retrieve(told.id, { stream: true })) {
      last = event;
    }
    assert.equal(last.type, "response.completed");
    await responses.delete(told.id);
    await assert.rejects(responses.retrieve(told.id), OpenAI.NotFoundError);
  });

  test(`${edition}: tells an unknown response by its code`, () =>
    assert.rejects(
      responses.create({ model: MODELS[0], input: "x", previous_response_id: "resp_none" }),
      (error) => error.code === "previous_response_not_found" && error.status === 400,
    ));

  const ways = {
    whole: (params) => responses.create(params),
    streamed: (params) => responses.stream(params).finalResponse(),
  };
  const PICTURE = {
    type: "input_image",
    detail: "auto",
    image_url:
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  };
  const PAPER = {
    type: "input_file",
    filename: "page.pdf",
    file_data: "data:application/pdf;base64,JVBERi0xLjQK",
  };
  const askedOf = (...parts) => [
    { role: "user", content: [{ type: "input_text", text: "Describe the picture and the document." }, ...parts] },
  ];

  for (const [way, ask] of Object.entries(ways)) {
    for (const model of MODELS) {
      test(`${edition}, ${way}: ${model} takes pictures and documents in a response`, async () => {
        assert.ok((await ask({ model, input: askedOf(PICTURE) })).output_text);
        const both = () => ask({ model, input: askedOf(PICTURE, PAPER) });
        if (readsDocuments(model)) assert.ok((await both()).output_text);
        else await assert.rejects(both, OpenAI.UnprocessableEntityError);
      });
    }

    for (const model of CALLERS) {
      test(`${edition}, ${way}: ${model} calls tools in parallel over two responses`, async () => {
        const input = [{ role: "user", content: "How warm is it in both cities?" }];
        const tools = [{ ...TOOLS[0], name: "get_temperature" }];
        const first = await ask({ model, input, tools });
        const calls = first.output.filter((item) => item.type === "function_call");
        assert.equal(new Set(calls.map((call) => call.call_id)).size, 2);
        const results = calls.map(({ call_id }) => ({ type: "function_call_output", call_id, output: "21" }));
        // The streaming helper adds parsed_arguments, which are its own.
        const said = first.output.map(({ parsed_arguments, ...item }) => item);
        assert.ok((await ask({ model, input: [...input, ...said, ...results], tools })).output_text);
      });
    }

    for (const model of THINKERS) {
      test(`${edition}, ${way}: ${model} thinks over two responses`, async () => {
        const more = {
          model,
          store: false,
          reasoning: { effort: "low", summary: "auto" },
          include: ["reasoning.encrypted_content"],
        };
        const input = [{ role: "user", content: "Please ponder." }];
        const first = await ask({ ...more, input });
        assert.equal(first.output[0].type, "reasoning");
        assert.ok(first.output[0].summary[0].text);
        const next = [...input, ...first.output, { role: "user", content: "Go on, ponder." }];
        assert.ok((await ask({ ...more, input: next })).output_text);
      });
    }

    for (const model of MOCKED) {
      test(`${edition}, ${way}: ${model} keeps the wait of a rate limit`, () =>
        assert.rejects(ask({ model: alone(model), input: "refuse" }), (error) => {
          assert.ok(error instanceof OpenAI.RateLimitError);
          assert.ok(Number(error.headers.get("retry-after")) >= 1);
          return true;
        }));
    }
  }

  for (const model of MODELS) {
    test(`${edition}: ${model} answers with a parsed type`, async () => {
      const schema = {
        type: "object",
        properties: { name: { type: "string" }, age: { type: "integer" } },
        required: ["name", "age"],
        additionalProperties: false,
      };
      const text = { format: { type: "json_schema", name: "person", strict: true, schema } };
      const answer = await responses.parse({ model, input: "Invent a person.", text });
      assert.equal(typeof answer.output_parsed.age, "number");
    });

    test(`${edition}: ${model} counts input tokens`, async () => {
      const body = { model, input: "Say hello." };
      const count = responses.inputTokens
        ? await responses.inputTokens.count(body)
        : await client().post("/responses/input_tokens", { body });
      assert.ok(count.input_tokens > 0);
    });
  }

  test(`${edition}: failures of a response are typed errors`, async () => {
    const create = (key, model) => client(key).responses.create({ model, input: "Hi" });
    await assert.rejects(create("not-a-key", MODELS[0]), OpenAI.AuthenticationError);
    await assert.rejects(create(BROKE_KEY, MOCKED[0]), { status: 402 });
    await assert.rejects(create(NARROW_KEY, MOCKED[0]), OpenAI.PermissionDeniedError);
    await assert.rejects(create(KEY, "no-such-model"), OpenAI.NotFoundError);
    await assert.rejects(create(KEY, "sandbox/fault-rate-limit"), OpenAI.RateLimitError);
    await assert.rejects(create(KEY, "sandbox/fault-server-error"), OpenAI.InternalServerError);
  });
}
