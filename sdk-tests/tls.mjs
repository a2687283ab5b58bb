// TLS in front of a server without: some SDKs open their WebSockets with it whatever their base address says.
// tls.mjs PORT SERVER_PORT KEYSTORE PASSWORD, the keystore as PKCS #12
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createServer } from "node:tls";

const [port, target, keystore, passphrase] = process.argv.slice(2);
createServer({ pfx: readFileSync(keystore), passphrase }, (inner) => {
  const outer = connect(Number(target), "127.0.0.1");
  for (const [from, to] of [[inner, outer], [outer, inner]]) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}).listen(Number(port), "127.0.0.1", () => console.log(`tls on ${port}`));
