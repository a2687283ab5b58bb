// The official Anthropic SDK for Node, the newest and an older one, in front of the gateway.
import assert from "node:assert/strict";
import { test } from "node:test";
import Newest from "@anthropic-ai/sdk";
import Older from "anthropic-sdk-0";
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
const CITIES = [{ role: "user", content: "How warm is it in both cities?" }];
const TOOLS = [
  {
    name: "get_temperature",
    description: "How warm it is in one of the cities.",
    input_schema: {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false,
    },
  },
];
const PERSON = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name", "age"],
  additionalProperties: false,
};
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function text(message) {
  return message.content
    .filter((block) => block.type === "text")
    .map((block) => block.text)
    .join("");
}

for (const [edition, Anthropic] of [["newest", Newest], ["older", Older]]) {
  const client = (apiKey = KEY) =>
    new Anthropic({ baseURL: BASE_URL, apiKey, maxRetries: 0, timeout: 20_000 });
  const ways = {
    whole: (body) => client().messages.create({ max_tokens: 4000, ...body }),
    streamed: (body) => client().messages.stream({ max_tokens: 4000, ...body }).finalMessage(),
  };

  for (const [way, ask] of Object.entries(ways)) {
    const name = (what, model) => `${edition}, ${way}: ${what} (${model})`;

    for (const model of MODELS) {
      test(name("answers with text", model), async () => {
        const message = await ask({ model, messages: HELLO });
        assert.equal(message.type, "message");
        assert.equal(message.stop_reason, "end_turn");
        assert.ok(text(message));
        assert.ok(!counts(model) || message.usage.input_tokens > 0);
        assert.ok(!counts(model) || message.usage.output_tokens > 0);
      });

      test(name("answers in the form of a schema", model), async () => {
        const message = await ask({
          model,
          messages: [{ role: "user", content: "Invent a person." }],
          output_config: { format: { type: "json_schema", schema: PERSON } },
        });
        const person = JSON.parse(text(message));
        assert.deepEqual(Object.keys(person).sort(), ["age", "name"]);
      });
    }

    for (const model of CALLERS) {
      test(name("calls tools in parallel and reads their results", model), async () => {
        const first = await ask({ model, messages: CITIES, tools: TOOLS });
        assert.equal(first.stop_reason, "tool_use");
        const calls = first.content.filter((block) => block.type === "tool_use");
        assert.equal(calls.length, 2);
        assert.ok(calls.every((call) => "city" in call.input));
        const second = await ask({
          model,
          tools: TOOLS,
          messages: [
            ...CITIES,
            { role: "assistant", content: first.content },
            {
              role: "user",
              content: calls.map((call) => ({
                type: "tool_result",
                tool_use_id: call.id,
                content: "21",
              })),
            },
          ],
        });
        assert.equal(second.stop_reason, "end_turn");
        assert.ok(text(second));
      });
    }

    for (const model of THINKERS) {
      test(name("thinks over two turns", model), async () => {
        const thinking = { type: "enabled", budget_tokens: 1024 };
        const question = [{ role: "user", content: "Please ponder." }];
        const first = await ask({ model, thinking, messages: question });
        assert.equal(first.content[0].type, "thinking");
        assert.ok(first.content[0].thinking);
        assert.ok(first.content[0].signature);
        const second = await ask({
          model,
          thinking,
          messages: [
            ...question,
            { role: "assistant", content: first.content },
            { role: "user", content: "Go on, ponder." },
          ],
        });
        assert.ok(text(second));
      });
    }
  }

  for (const model of MODELS) {
    test(`${edition}: streams text as it comes (${model})`, async () => {
      const pieces = [];
      const stream = client().messages.stream({ model, max_tokens: 100, messages: HELLO });
      stream.on("text", (piece) => pieces.push(piece));
      const message = await stream.finalMessage();
      assert.ok(pieces.length > 1);
      assert.equal(pieces.join(""), text(message));
    });

    test(`${edition}: takes a picture and a document (${model})`, async () => {
      const picture = { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } };
      const paper = {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "JVBERi0xLjQK" },
      };
      const askOf = (...parts) => {
        const content = [...parts, { type: "text", text: "Describe the picture and the document." }];
        return ways.whole({ model, messages: [{ role: "user", content }] });
      };
      assert.ok(text(await askOf(picture)));
      if (readsDocuments(model)) assert.ok(text(await askOf(picture, paper)));
      else await assert.rejects(askOf(paper), Anthropic.UnprocessableEntityError);
    });

    test(`${edition}: counts tokens (${model})`, async () => {
      const count = await client().messages.countTokens({ model, messages: HELLO });
      assert.ok(count.input_tokens > 0);
    });
  }

  test(`${edition}: lists the models over pages`, async () => {
    const ids = [];
    for await (const model of client().models.list({ limit: 100 })) {
      ids.push(model.id);
    }
    assert.ok(ids.length > 100);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.includes("sandbox/chat"));
  });

  test(`${edition}: retrieves a model whose name has a slash`, async () => {
    assert.equal((await client().models.retrieve("sandbox/chat")).id, "sandbox/chat");
  });

  test(`${edition}: names the request`, async () => {
    const { request_id } = await client()
      .messages.create({ model: MODELS[0], max_tokens: 9, messages: HELLO })
      .withResponse();
    assert.ok(request_id);
  });

  const refused = async (kind, type, call) => {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
      assert.ok(error.requestID);
      assert.equal(error.error.type, "error");
      assert.equal(error.error.error.type, type);
      return true;
    });
  };

  test(`${edition}: a wrong key is an authentication error`, () =>
    refused(Anthropic.AuthenticationError, "authentication_error", () =>
      client("not-a-key-of-this-gateway").messages.create({
        model: MODELS[0],
        max_tokens: 9,
        messages: HELLO,
      }),
    ));

  test(`${edition}: an unknown model is not found`, () =>
    refused(Anthropic.NotFoundError, "not_found_error", () =>
      ways.whole({ model: "no-such-model", messages: HELLO }),
    ));

  test(`${edition}: a wrong field is a bad request`, () =>
    refused(Anthropic.BadRequestError, "invalid_request_error", () =>
      ways.whole({ model: MODELS[0], messages: "hello" }),
    ));

  test(`${edition}: what a target cannot do is unprocessable`, () =>
    refused(Anthropic.UnprocessableEntityError, "invalid_request_error", () =>
      ways.whole({
        model: MOCKED[0],
        messages: HELLO,
        tools: [{ type: "web_search_20250305", name: "web_search" }],
      }),
    ));

  test(`${edition}: failures are typed errors`, async () => {
    const faults = {
      rate_limit: [Anthropic.RateLimitError, "rate_limit_error"],
      // The older SDK has no error of its own for it.
      overloaded: [Anthropic.OverloadedError ?? Anthropic.InternalServerError, "overloaded_error"],
      server_error: [Anthropic.InternalServerError, "api_error"],
      auth: [Anthropic.InternalServerError, "api_error"],
      context_length: [Anthropic.BadRequestError, "invalid_request_error"],
    };
    for (const [fault, [kind, type]] of Object.entries(faults)) {
      for (const stream of [false, true]) {
        await refused(kind, type, () =>
          client().messages.create({
            model: `sandbox/chat@fault=${fault}`,
            max_tokens: 100,
            messages: HELLO,
            stream,
          }),
        );
      }
    }
  });

  test(`${edition}: a broken stream is an error and never an answer`, async () => {
    for (const fault of ["cut", "no_end", "malformed"]) {
      await assert.rejects(
        () => ways.streamed({ model: `sandbox/chat@fault=${fault}`, messages: HELLO }),
        Anthropic.APIError,
      );
    }
  });

  for (const model of MOCKED) {
    test(`${edition}: a provider's rate limit keeps its wait (${model})`, () =>
      assert.rejects(
        ways.whole({ model: alone(model), messages: [{ role: "user", content: "refuse" }] }),
        (error) => {
          assert.ok(error instanceof Anthropic.RateLimitError);
          assert.ok(Number(error.headers.get("retry-after")) >= 1);
          return true;
        },
      ));
  }

  test(`${edition}: a key without money or rights is told so`, async () => {
    const ask = (key) => client(key).messages.create({ model: MOCKED[0], max_tokens: 9, messages: HELLO });
    await assert.rejects(ask(BROKE_KEY), { status: 402 });
    await assert.rejects(ask(NARROW_KEY), Anthropic.PermissionDeniedError);
  });

  test(`${edition}: too large a request is told so`, () =>
    assert.rejects(
      ways.whole({ model: MODELS[0], messages: [{ role: "user", content: "x".repeat(33 << 20) }] }),
      { status: 413 },
    ));

  test(`${edition}: a gateway that is away or silent is told so`, async () => {
    const body = { model: "sandbox/chat@latency=2s", max_tokens: 9, messages: HELLO };
    const away = new Anthropic({ baseURL: "http://127.0.0.1:9", apiKey: KEY, maxRetries: 0 });
    await assert.rejects(away.messages.create(body), Anthropic.APIConnectionError);
    const hasty = new Anthropic({ baseURL: BASE_URL, apiKey: KEY, maxRetries: 0, timeout: 200 });
    await assert.rejects(hasty.messages.create(body), Anthropic.APIConnectionTimeoutError);
  });
}
