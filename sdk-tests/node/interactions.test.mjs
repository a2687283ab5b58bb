// Google's Node SDK and its Interactions API in front of the gateway: the same cases for each provider.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GoogleGenAI } from "@google/genai";
import { BASE_URL, KEY, MODELS, counts } from "./targets.mjs";

const CLOCK = {
  type: "function",
  name: "get_time",
  description: "The time.",
  parameters: { type: "object", properties: {} },
};

const client = (apiKey = KEY) =>
  new GoogleGenAI({ apiKey, httpOptions: { baseUrl: BASE_URL, timeout: 20_000 } });
const { interactions } = client();

const all = async (stream) => {
  const items = [];
  for await (const item of stream) items.push(item);
  return items;
};
const text = (interaction) => interaction.steps.at(-1).content[0].text;

for (const model of MODELS) {
  test(`interactions: ${model}: answers with steps and usage`, async () => {
    const answer = await interactions.create({ model, input: "Say hello." });
    assert.equal(answer.status, "completed");
    assert.ok(text(answer));
    assert.ok(!counts(model) || answer.usage.total_tokens > 0);
  });

  test(`interactions: ${model}: streams`, async () => {
    const events = await all(await interactions.create({ model, input: "Say hello.", stream: true }));
    assert.equal(events[0].event_type, "interaction.created");
    assert.equal(events.at(-1).event_type, "interaction.completed");
    const said = events.filter((event) => event.event_type === "step.delta").map((event) => event.delta.text);
    assert.equal(said.join(""), text(events.at(-1).interaction));
  });

  test(`interactions: ${model}: goes on, is retrieved and deleted`, async () => {
    const first = await interactions.create({ model, input: "Say hello." });
    const second = await interactions.create({ model, input: "Again.", previous_interaction_id: first.id });
    assert.equal(second.previous_interaction_id, first.id);
    assert.equal(text(await interactions.get(first.id)), text(first));
    const told = await all(await interactions.get(first.id, { stream: true, last_event_id: "1" }));
    assert.deepEqual(
      told.map((event) => event.event_type),
      ["step.start", "step.delta", "step.stop", "interaction.completed"],
    );
    await interactions.delete(first.id);
    await assert.rejects(interactions.get(first.id), (error) => error.status === 404);
  });

  test(`interactions: ${model}: runs in the background`, async () => {
    let begun = await interactions.create({ model, input: "Say hello.", background: true });
    assert.equal(begun.status, "in_progress");
    for (let i = 0; i < 200 && begun.status === "in_progress"; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      begun = await interactions.get(begun.id);
    }
    assert.equal(begun.status, "completed");
    assert.ok(text(begun));
    assert.equal((await interactions.cancel(begun.id)).status, "completed");
  });

  test(`interactions: ${model}: calls a function and takes its result`, async () => {
    const asked = await interactions.create({ model, input: "How late is it?", tools: [CLOCK] });
    assert.equal(asked.status, "requires_action");
    const call = asked.steps.at(-1);
    assert.equal(call.name, "get_time");
    const answer = await interactions.create({
      model,
      input: [{ type: "function_result", call_id: call.id, name: call.name, result: "noon" }],
      tools: [CLOCK],
      previous_interaction_id: asked.id,
    });
    assert.equal(answer.status, "completed");
  });
}

test("interactions: errors have their status", async () => {
  await assert.rejects(
    interactions.create({ model: "nobody/nothing", input: "Hi" }),
    (error) => error.status === 404,
  );
  await assert.rejects(
    client("wrong").interactions.create({ model: "sandbox/chat", input: "Hi" }),
    (error) => error.status === 401,
  );
});
