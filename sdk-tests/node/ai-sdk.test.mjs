// Vercel's AI SDK, whose HTTP and whose checks of answers are its own, in front of the gateway.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { embedMany, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { BASE_URL as base, KEY as key, MOCKED as models, alone, counts } from './targets.mjs';


const openai = createOpenAI({ baseURL: base, apiKey: key });
const anthropic = createAnthropic({ baseURL: `${base}/v1`, apiKey: key });
const google = createGoogleGenerativeAI({ baseURL: `${base}/v1beta`, apiKey: key });
const surfaces = {
  chat: (model) => openai.chat(model),
  responses: (model) => openai(model),
  messages: (model) => anthropic(model),
  generateContent: (model) => google(model),
};
const weather = tool({
  description: 'The weather of a city.',
  inputSchema: jsonSchema({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  }),
  execute: async ({ city }) => ({ city, degrees: 21 }),
});

for (const [surface, modelOf] of Object.entries(surfaces)) {
  for (const name of ['sandbox/chat', ...models]) {
    test(`${surface} answers: ${name}`, async () => {
      const { text, finishReason } = await generateText({ model: modelOf(name), prompt: 'Say hello.', maxRetries: 0 });
      assert.ok(text.length > 0);
      assert.equal(finishReason, 'stop');
    });

    test(`${surface} streams: ${name}`, async () => {
      const answer = streamText({ model: modelOf(name), prompt: 'Say hello.', maxRetries: 0 });
      const pieces = [];
      for await (const piece of answer.textStream) pieces.push(piece);
      assert.ok(pieces.length > 1);
      assert.ok(!counts(name) || (await answer.usage).inputTokens > 0);
    });
  }

  // Google's own bytes go through; the mock ends a call with a word that Google does not have, and
  // the SDK stops at words that it does not know.
  const callers = models.filter((name) => surface !== 'generateContent' || !/^(gemini|vertex)/.test(name));
  for (const name of callers) {
    test(`${surface} goes through a round of tools: ${name}`, async () => {
      const { text, steps } = await generateText({
        model: modelOf(name),
        prompt: 'What is the weather in Paris?',
        tools: { get_weather: weather },
        stopWhen: stepCountIs(3),
        maxRetries: 0,
      });
      assert.equal(steps.length, 2);
      assert.match(text, /21/);
    });
  }

  test(`${surface} raises a refusal with its status`, async () => {
    // A model of its own: one that refused for its rate limit is left alone for a while.
    await assert.rejects(
      generateText({ model: modelOf(alone('chat-mock/refusing')), prompt: 'Please refuse.', maxRetries: 0 }),
      (error) => error.statusCode === 429,
    );
  });
}

for (const [name, model] of Object.entries({
  openai: openai.textEmbeddingModel('sandbox/embed'),
  google: google.textEmbeddingModel('sandbox/embed'),
})) {
  test(`embeds in the order asked: ${name}`, async () => {
    const { embeddings } = await embedMany({ model, values: ['one', 'two', 'one'], maxRetries: 0 });
    assert.equal(embeddings.length, 3);
    assert.deepEqual(embeddings[0], embeddings[2]);
    assert.notDeepEqual(embeddings[0], embeddings[1]);
  });
}
