import { GoogleGenAI } from "@google/genai";

const client = new GoogleGenAI({
  apiKey: process.env.OPPER_API_KEY,
  httpOptions: { baseUrl: "https://gateway.example/v3/compat" },
});

const response = await client.models.generateContent({
  model: "gcp/gemini-2.5-flash-eu",
  contents: "Hi there!",
});

console.log(response.text);
