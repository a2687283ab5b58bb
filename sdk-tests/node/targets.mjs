// What every suite asks: one model for each family of providers, in front of the mock and of the odd server.
import { randomUUID } from "node:crypto";

export const BASE_URL = process.env.SWITCHBOARD_SDK_BASE_URL;
// The same gateway over TLS, and one that was started with --sandbox.
export const TLS_URL = process.env.SWITCHBOARD_SDK_TLS_URL;
export const SANDBOX_URL = process.env.SWITCHBOARD_SDK_SANDBOX_URL;
export const KEY = process.env.SWITCHBOARD_SDK_KEY;
export const BROKE_KEY = process.env.SWITCHBOARD_SDK_BROKE_KEY; // with a budget of nothing
export const NARROW_KEY = process.env.SWITCHBOARD_SDK_NARROW_KEY; // for sandbox/echo alone

const CLAUDE = "claude-sonnet-4-5";
const BEDROCK = "bedrock-mock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
export const ODD = [
  "openai-odd/gpt-4o",
  "responses-odd/gpt-4o",
  `anthropic-odd/${CLAUDE}`,
  "gemini-odd/gemini-2.5-flash",
];
export const MOCKED = [
  "openai-mock/gpt-4o",
  "chat-mock/gpt-4o",
  "responses-mock/gpt-4o",
  "azure-mock/gpt-4o",
  `anthropic-mock/${CLAUDE}`,
  "gemini-mock/gemini-2.5-flash",
  "vertex-mock/gemini-2.5-flash",
  BEDROCK,
  "cohere-mock/command-a-03-2025",
  "ollama-mock/llama3.2",
  ...ODD,
];
export const MODELS = ["sandbox/chat", ...MOCKED];
// The gateway is a provider of its own Responses API, too.
export const RESPONSES = [...MODELS, "self/sandbox/chat"];
// Models that say what they think, in every family that tells it.
export const THINKERS = [
  "sandbox/chat",
  "openai-mock/o4-mini",
  "azure-mock/o4-mini",
  "responses-mock/o4-mini",
  `anthropic-mock/${CLAUDE}`,
  "gemini-mock/gemini-2.5-flash",
  "vertex-mock/gemini-2.5-flash",
  BEDROCK,
  "openai-odd/o4-mini",
  "responses-odd/o4-mini",
  `anthropic-odd/${CLAUDE}`,
  "gemini-odd/gemini-2.5-flash",
];
// Voice sessions: models that hold them, and models that are asked turn by turn.
export const VOICES = [
  "openai-mock/gpt-realtime",
  "openai-odd/gpt-realtime",
  "gemini-mock/gemini-live-2.5-flash",
  "gemini-odd/gemini-live-2.5-flash",
  "chat-mock/gpt-4o",
  "gemini-mock/gemini-2.5-flash",
  "sandbox/chat",
];
// Two calls in one turn.
export const CALLERS = ["sandbox/chat@calls=2", ...MOCKED];
export const EMBEDDERS = [
  "sandbox/embed",
  "openai-mock/text-embedding-3-small",
  "chat-mock/text-embedding-3-small",
  "azure-mock/text-embedding-3-small",
  "openai-odd/text-embedding-3-small",
  "gemini-odd/gemini-embedding-001",
];

// Cohere and Ollama take pictures, and of documents the text alone.
export const readsDocuments = (model) => !/^(cohere|ollama)-mock/.test(model);
// The mock's Ollama counts nothing, and Ollama has no choice of tools.
export const counts = (model) => !model.startsWith("ollama-mock");

const unique = () => randomUUID().slice(0, 8);
// The same target under a name of its own: one that fails is left alone for a while.
export const alone = (model) => `${model}-${unique()}`;
// A model of the odd server with that defect.
export const defective = (model, defect) => `${model}-defect-${defect}.${unique()}`;

// What a provider's status is to a caller of the gateway.
export const STATUSES = { 400: 400, 401: 502, 403: 502, 404: 404, 413: 413, 429: 429, 500: 502, 503: 503, 529: 503 };
// Google's own word for too large a request is a bad one, Anthropic's status for too much to do is one of its own.
export const told = (surface, model, status) => {
  if (status === "413" && model.startsWith("gemini")) return 400;
  return surface === "messages" && STATUSES[status] === 503 ? 529 : STATUSES[status];
};
// Which of them come with a wait, and how many seconds the odd server says.
export const WAITS = ["429", "503", "529"];
export const WAIT = "3";
// What breaks before an answer, whole or streamed, and what breaks a stream.
export const BEFORE = ["reset", "html", "html-200", "empty"];
export const WITHIN = ["cut", "no-end", "malformed", "error-event"];
