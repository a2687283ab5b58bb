import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({
  baseURL: "https://gateway.example/v3/compat",
  apiKey: process.env.OPPER_API_KEY,
});

const message = await client.messages.create({
  model: "anthropic/claude-sonnet-4.5",
  max_tokens: 1024,
  messages: [{ role: "user", content: "Hi there!" }],
});

console.log(message.content[0].text);
