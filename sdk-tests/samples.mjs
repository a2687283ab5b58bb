// Pictures and sounds that are what they say they are, and the fixtures that have the mock answer with them:
// samples.mjs FILE writes those.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const RATE = 24_000;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG of colours that run into each other. */
export function png(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows.set([(255 * x) / width, (255 * y) / height, 128], y * (1 + 3 * width) + 1 + 3 * x);
    }
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Samples of a tone, 16 bits at 24 kHz. */
export function tone(millis, hertz = 440) {
  const samples = Buffer.alloc(2 * Math.round((RATE * millis) / 1000));
  for (let i = 0; i < samples.length / 2; i++) {
    samples.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hertz * i) / RATE)), 2 * i);
  }
  return samples;
}

/** What somebody says who then falls silent, in pieces of 100 ms as base64. */
export function spoken() {
  const said = Buffer.concat([tone(600), Buffer.alloc(48 * 900)]);
  const piece = 4_800;
  return Array.from({ length: said.length / piece }, (_, i) => said.toString("base64", i * piece, (i + 1) * piece));
}

/** Samples in a WAV file. */
export function wav(samples) {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(2 * RATE, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** What a PNG says of itself. */
export function pngSize(bytes) {
  if (bytes.toString("latin1", 1, 4) !== "PNG") throw new Error("no PNG: " + bytes.toString("hex", 0, 16));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

/** The rate and the samples of a WAV file of one channel and 16 bits, whose lengths are right. */
export function unwav(bytes) {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE") {
    throw new Error("no WAV: " + bytes.toString("hex", 0, 16));
  }
  if (bytes.readUInt32LE(4) !== bytes.length - 8) throw new Error("a WAV that says another length than it has");
  let at = 12;
  let rate = 0;
  while (at < bytes.length) {
    const size = bytes.readUInt32LE(at + 4);
    const name = bytes.toString("latin1", at, at + 4);
    if (name === "fmt ") rate = bytes.readUInt32LE(at + 12);
    if (name === "data") return { rate, samples: bytes.subarray(at + 8, at + 8 + size) };
    at += 8 + size + (size % 2);
  }
  throw new Error("a WAV without samples");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const spoken = tone(1_200);
  const fixtures = [
    { match: { endpoint: "image" }, response: { image: { b64Json: png(64, 48).toString("base64") } } },
    { match: { endpoint: "speech" }, response: { audio: wav(spoken).toString("base64"), format: "wav" } },
    { match: { endpoint: "transcription" }, response: { transcription: { text: "Hello from the mock." } } },
    {
      match: { model: "gemini-2.5-flash-preview-tts" },
      response: { audio: { b64Json: spoken.toString("base64"), contentType: `audio/L16;codec=pcm;rate=${RATE}` } },
    },
  ];
  writeFileSync(process.argv[2], JSON.stringify({ fixtures }));
}
