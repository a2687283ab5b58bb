// The official Node SDK's embeddings and media in front of the gateway.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GoogleGenAI } from "@google/genai";
import OpenAI, { toFile } from "openai";
import { BASE_URL, EMBEDDERS, KEY } from "./targets.mjs";

const client = new OpenAI({
  baseURL: BASE_URL,
  apiKey: KEY,
  maxRetries: 0,
  timeout: 30_000,
});
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

for (const model of EMBEDDERS) {
  test(`embeds: ${model}`, async () => {
    // The SDK asks for base64 when nothing is said, and decodes it.
    const packed = await client.embeddings.create({ model, input: ["two", "one"] });
    const floats = await client.embeddings.create({ model, input: "one", encoding_format: "float" });
    const expected = floats.data[0].embedding;
    assert.equal(packed.data.length, 2);
    assert.equal(packed.data[1].embedding.length, expected.length);
    packed.data[1].embedding.forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]) < 1e-6, `${i}: ${value}, ${expected[i]}`),
    );
  });
}

const google = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: BASE_URL, timeout: 20_000 } });
for (const model of EMBEDDERS) {
  test(`Google's SDK embeds: ${model}`, async () => {
    const { embeddings } = await google.models.embedContent({ model, contents: ["two", "one"] });
    assert.equal(embeddings.length, 2);
    const alone = await google.models.embedContent({ model, contents: "one" });
    assert.deepEqual(embeddings[1].values, alone.embeddings[0].values);
  });
}

test("draws and changes pictures", async () => {
  const drawn = await client.images.generate({
    model: "sandbox/image",
    prompt: "a red ball",
    size: "256x256",
  });
  const png = Buffer.from(drawn.data[0].b64_json, "base64");
  assert.equal(png.readUInt32BE(16), 256);
  const edited = await client.images.edit({
    model: "sandbox/image",
    prompt: "a box",
    image: [await toFile(PNG, "a.png", { type: "image/png" })],
  });
  assert.ok(edited.data[0].b64_json);
  const mocked = await client.images.generate({ model: "openai-mock/gpt-image-1", prompt: "a boat" });
  assert.equal(mocked.data.length, 1);
});

test("speaks and understands itself", async () => {
  const spoken = await client.audio.speech.create({
    model: "sandbox/speech",
    voice: "alloy",
    input: "Hello there.",
    response_format: "wav",
  });
  assert.equal(spoken.headers.get("content-type"), "audio/wav");
  const sound = Buffer.from(await spoken.arrayBuffer());
  const heard = await client.audio.transcriptions.create({
    model: "sandbox/transcribe",
    file: await toFile(sound, "a.wav"),
  });
  assert.equal(heard.text, "Hello there.");
  const events = [];
  const stream = await client.audio.transcriptions.create({
    model: "sandbox/transcribe",
    file: await toFile(sound, "a.wav"),
    stream: true,
  });
  for await (const event of stream) events.push(event);
  assert.equal(events.at(-1).type, "transcript.text.done");
});

test("judges", async () => {
  const judged = await client.moderations.create({ model: "sandbox/moderate", input: "kill" });
  assert.equal(judged.results[0].flagged, true);
});

test("errors are typed", async () => {
  await assert.rejects(
    client.embeddings.create({ model: "sandbox/embed", input: [] }),
    OpenAI.BadRequestError,
  );
  await assert.rejects(
    client.images.generate({ model: "no-such-model", prompt: "x" }),
    OpenAI.NotFoundError,
  );
});
