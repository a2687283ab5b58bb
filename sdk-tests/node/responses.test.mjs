// The official Node SDK's Responses API in front of the gateway: the same cases for each provider.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";

const MODELS = [
  "sandbox/chat",
  "chat-mock/gpt-4o",
  "anthropic-mock/claude-sonnet-4-5",
  "gemini-mock/gemini-2.5-flash",
  "self/sandbox/chat",
];
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

const { responses } = new OpenAI({
  baseURL: process.env.SWITCHBOARD_SDK_BASE_URL,
  apiKey: process.env.SWITCHBOARD_SDK_KEY,
  maxRetries: 0,
  timeout: 20_000,
});

const weather = () => [{ role: "user", content: "What is the weather in Paris?" }];

function withResult(first) {
  const call = first.output.find((item) => item.type === "function_call");
  assert.ok("city" in JSON.parse(call.arguments));
  return { type: "function_call_output", call_id: call.call_id, output: '{"degrees": 21}' };
}

for (const model of MODELS) {
  test(`${model} answers a response with text`, async () => {
    const answer = await responses.create({ model, input: "Say hello." });
    assert.equal(answer.status, "completed");
    assert.ok(answer.output_text);
    assert.equal(
      answer.usage.total_tokens,
      answer.usage.input_tokens + answer.usage.output_tokens,
    );
  });

  test(`${model} streams a response through the accumulator`, async () => {
    const deltas = [];
    const stream = responses.stream({ model, input: "Say hello." });
    stream.on("response.output_text.delta", (event) => deltas.push(event.delta));
    const whole = await stream.finalResponse();
    assert.ok(deltas.length > 1);
    assert.equal(deltas.join(""), whole.output_text);
  });

  test(`${model} calls a tool over two responses`, async () => {
    const first = await responses.create({ model, input: weather(), tools: TOOLS });
    const input = [...weather(), ...first.output, withResult(first)];
    assert.ok((await responses.create({ model, input, tools: TOOLS })).output_text);
  });

  test(`${model} streams a tool call and continues the kept response`, async () => {
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

  test(`${model} runs in the background`, async () => {
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

test("retrieves, lists, replays and deletes a response", async () => {
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

test("tells an unknown response by its code", () =>
  assert.rejects(
    responses.create({ model: MODELS[0], input: "x", previous_response_id: "resp_none" }),
    (error) => error.code === "previous_response_not_found" && error.status === 400,
  ));
