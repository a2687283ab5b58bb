// The three programs of the quick start, as they are: only the host and the key are others.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import { BASE_URL, KEY, SANDBOX_URL } from "./targets.mjs";

const run = promisify(execFile);
const HOST = "https://gateway.example/v3/compat";
const HOME = new URL("..", import.meta.url);
// A gateway with providers of the names that the programs use, and one that was started with --sandbox.
const bases = { providers: BASE_URL, sandbox: SANDBOX_URL };

for (const vendor of ["openai", "anthropic", "gemini"]) {
  for (const [name, base] of Object.entries(bases)) {
    test(`the quick start for ${vendor} says hello (${name})`, async () => {
      const program = await readFile(new URL(`quickstart/with_${vendor}.mjs`, HOME), "utf8");
      assert.equal(program.split(HOST).length, 2);
      const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program.replace(HOST, base)], {
        cwd: HOME,
        env: { ...process.env, OPPER_API_KEY: KEY },
        timeout: 60_000,
      });
      assert.doesNotMatch(stdout.trim(), /^(undefined|null)?$/);
    });
  }
}
