// A server of deliberate defects in front of the mock: odd.mjs PORT MOCK_URL.
//
// What a careful reader must survive happens to every answer: comments, CRLF, no space behind "data:", JSON over
// several lines, a byte order mark, unknown fields and events, bytes in pieces that cut characters, no [DONE], a last
// event that nothing ends, a content type that is wrong. What nobody can survive happens to models whose name ends in
// "-defect-NAME", NAME from DEFECTS or "status-NNN". Routes that the mock lacks are answered here.
//
// Voice sessions are passed on to the mock, too: what it says comes in frames of bytes, as Google's service sends them,
// with unknown fields; what it is told may be in snake case, which Google's service reads and the mock does not.
import http from "node:http";
import WebSocket, { WebSocketServer } from "ws";

const [port, mock] = process.argv.slice(2);
// Longer than the gateway would wait by itself.
const WAIT = "3";

/** The dialect that a path belongs to. */
function dialectOf(path) {
  if (path.includes("/messages")) return "anthropic";
  if (path.includes(":generateContent") || path.includes(":streamGenerateContent")) return "gemini";
  return path.includes("/responses") ? "responses" : "chat";
}

/** An error as the vendors of the dialect tell it. */
function errorBody(dialect, status) {
  const message = status === "404" ? "models/m is not found: model: m" : `a deliberate ${status}`;
  const words = {
    400: ["invalid_request_error", "INVALID_ARGUMENT"],
    401: ["authentication_error", "UNAUTHENTICATED"],
    403: ["permission_error", "PERMISSION_DENIED"],
    404: ["not_found_error", "NOT_FOUND"],
    413: ["request_too_large", "INVALID_ARGUMENT"],
    429: ["rate_limit_error", "RESOURCE_EXHAUSTED"],
    503: ["overloaded_error", "UNAVAILABLE"],
    529: ["overloaded_error", "UNAVAILABLE"],
  };
  const [type, state] = words[status] ?? ["api_error", "INTERNAL"];
  if (dialect === "anthropic") return { type: "error", error: { type, message }, request_id: "req_odd" };
  if (dialect === "gemini") return { error: { code: Number(status), message, status: state } };
  return { error: { message, type, param: null, code: status === "404" ? "model_not_found" : type } };
}

/** An error as it comes within a stream. */
function errorEvent(dialect) {
  const body = JSON.stringify(errorBody(dialect, "503"));
  if (dialect === "anthropic") return `event: error\ndata: ${body}\n\n`;
  if (dialect === "responses") {
    const event = { type: "error", code: "server_error", message: "a deliberate error", param: null, sequence_number: 3 };
    return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
  }
  return `data: ${body}\n\n`;
}

const blocks = (text) => text.split("\n\n").filter((block) => block.trim());
const half = (text) => blocks(text).slice(0, Math.ceil(blocks(text).length / 2));
const joined = (events) => events.map((event) => event + "\n\n").join("");

/** What nobody can survive: given the whole stream, the text to send and whether the connection breaks after it. */
const DEFECTS = {
  cut: (text) => [joined(half(text)), true],
  "no-end": (text) => [joined(half(text)), false],
  malformed: (text) => [joined(half(text)) + 'data: {"broken": \n\n', false],
  "error-event": (text, dialect) => [joined(half(text)) + errorEvent(dialect), false],
  "no-events": () => ["", false],
};

/** One event, written as oddly as the format allows. */
function oddEvent(block, index, dialect) {
  const lines = block.split("\n").map((line) => {
    if (!line.startsWith("data: {")) return line.replace(/^(data|event): /, "$1:");
    const json = JSON.parse(line.slice(6));
    const odd = JSON.stringify({ ...json, odd_field: { deep: [1, null] } });
    return `data:${odd.slice(0, 1)}\r\ndata: ${odd.slice(1)}`;
  });
  // Of the Responses API the official helper for Node itself throws at an event that it does not know.
  const unknown = dialect === "anthropic" && index === 1 ? 'event: odd.thing\r\ndata: {"type":"odd.thing"}\r\n\r\n' : "";
  return `${unknown}: odd comment ${index}\r\n${lines.join("\r\n")}`;
}

function oddStream(text, dialect) {
  const events = blocks(text).filter((block) => block !== "data: [DONE]");
  return "\uFEFF" + events.map((event, i) => oddEvent(event, i, dialect)).join("\r\n\r\n");
}

function oddJson(text) {
  return "\n " + JSON.stringify({ ...JSON.parse(text), odd_field: { deep: [1, null] } }, null, 2) + "\n";
}

/** Sends bytes in pieces so small that they cut characters and lines. */
async function trickle(response, text) {
  const bytes = Buffer.from(text);
  const size = Math.max(7, Math.ceil(bytes.length / 150));
  for (let at = 0; at < bytes.length; at += size) {
    response.write(bytes.subarray(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function refuse(response, dialect, defect) {
  const status = defect.slice("status-".length);
  const headers = { "content-type": "application/json" };
  if (["429", "503", "529"].includes(status)) headers["retry-after"] = WAIT;
  response.writeHead(Number(status), headers).end(JSON.stringify(errorBody(dialect, status)));
}

/** Defects of an answer that is no stream, and of those before it begins; whether there was one. */
function brokenAnswer(response, dialect, defect) {
  switch (defect) {
    case "reset":
      response.socket.destroy();
      return true;
    case "html":
      response.writeHead(502, { "content-type": "text/html" }).end("<html><h1>502 Bad Gateway</h1></html>");
      return true;
    case "html-200":
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Welcome to the captive portal</html>");
      return true;
    case "empty":
      response.writeHead(500, { "content-length": "0" }).end();
      return true;
    default:
      if (!defect?.startsWith("status-")) return false;
      refuse(response, dialect, defect);
      return true;
  }
}

/** A vector of the text's bytes. */
function vector(text) {
  const bytes = Buffer.from(text.padEnd(8));
  return Array.from({ length: 8 }, (_, i) => bytes[i % bytes.length] / 256);
}

/** What the mock has no route for; undefined for the rest. */
function ownAnswer(path, body) {
  if (path.includes(":countTokens")) return { totalTokens: 5, odd_field: 1 };
  if (path.includes("/count_tokens") || path.includes("/input_tokens")) return { input_tokens: 5, odd_field: 1 };
  if (path.includes(":batchEmbedContents")) {
    const texts = JSON.parse(body).requests.map((one) => one.content.parts.map((part) => part.text).join(""));
    return { embeddings: texts.map((text) => ({ values: vector(text) })) };
  }
  return undefined;
}

async function answer(response, dialect, defect, upstream) {
  const text = await upstream.text();
  const stream = (upstream.headers.get("content-type") ?? "").startsWith("text/event-stream");
  if (upstream.status !== 200) {
    const wait = upstream.headers.get("retry-after");
    const headers = { "content-type": "application/json", ...(wait ? { "retry-after": wait } : {}) };
    response.writeHead(upstream.status, headers).end(text);
    return;
  }
  if (stream) {
    response.writeHead(200, { "content-type": "text/event-stream;charset=UTF-8" });
    const [body, breaks] = defect ? DEFECTS[defect](text, dialect) : [oddStream(text, dialect), false];
    await trickle(response, body);
    if (breaks) response.socket.destroy();
    else response.end();
  } else if (defect) {
    // A body that ends before it said it would.
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    response.write(text.slice(0, text.length / 2), () => response.socket.destroy());
  } else {
    response.writeHead(200, { "content-type": "text/plain" });
    await trickle(response, oddJson(text));
    response.end();
  }
}

/** Fields as the mock reads them; what callers name themselves stays as it is. */
function camel(value) {
  if (Array.isArray(value)) return value.map(camel);
  if (value === null || typeof value !== "object") return value;
  const theirs = ["args", "response", "parameters", "parametersJsonSchema"];
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => {
      const known = name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
      return [known, theirs.includes(known) ? inside : camel(inside)];
    }),
  );
}

const sockets = new WebSocketServer({ noServer: true });

/** A voice session between a caller and the mock. */
function converse(caller, path) {
  const gemini = path.includes("BidiGenerateContent");
  const there = new WebSocket(mock.replace("http", "ws") + path, { headers: { authorization: "Bearer mock" } });
  const early = [];
  const tell = (frame) => (there.readyState === WebSocket.OPEN ? there.send(frame) : early.push(frame));
  there.on("open", () => early.splice(0).forEach((frame) => there.send(frame)));
  caller.on("message", (frame) => {
    const json = JSON.parse(frame);
    tell(JSON.stringify(gemini ? camel(json) : json));
  });
  there.on("message", (frame) => {
    const odd = JSON.stringify({ ...JSON.parse(frame), odd_field: { deep: [1, null] } });
    caller.send(gemini ? Buffer.from(odd) : odd);
  });
  for (const [from, to] of [[caller, there], [there, caller]]) {
    from.on("close", () => to.close());
    from.on("error", () => to.terminate());
  }
}

http
  .createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const asked = request.url + " " + (body.toString("latin1").match(/"model"\s*:\s*"([^"]*)"/)?.[1] ?? "");
    const defect = asked.match(/-defect-([a-z0-9-]+)/)?.[1];
    const dialect = dialectOf(request.url);
    if (brokenAnswer(response, dialect, defect)) return;
    const own = ownAnswer(request.url, body);
    if (own) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(own));
      return;
    }
    const headers = { "content-type": request.headers["content-type"] ?? "application/json" };
    const more = request.method === "GET" ? {} : { body };
    await answer(response, dialect, defect, await fetch(mock + request.url, { method: request.method, headers, ...more }));
  })
  .on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (caller) => converse(caller, request.url)),
  )
  .listen(Number(port), "127.0.0.1", () => console.log("odd on " + port));
