import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "https://gateway.example/v3/compat",
  apiKey: process.env.OPPER_API_KEY,
});

const response = await client.chat.completions.create({
  model: "openai/gpt-4o-mini",
  messages: [{ role: "user", content: "Hi there!" }],
});

console.log(response.choices[0].message.content);
