// Every origin of the web at once: one server that answers for every host name and port, over http and https, and keeps
// what arrived. Only for a browser started with its `chromeArgs`, which lead every connection here.
//
// It answers every request alike and allows every cross-origin call, so that a browser keeps nothing from being sent. Must
// not judge what arrives: that is for the test.
import { generateKeyPairSync, sign } from "node:crypto";
import http from "node:http";
import https from "node:https";
import net from "node:net";

const TLS_HANDSHAKE = 0x16; // the first byte of a connection that wants TLS (RFC 8446, section 5.1)

/**
 * @param {{ answer?: (record: object) => Response | null | Promise<Response | null> }} [options] `answer` gives the pages
 * that the browser is to find, and null for everything else.
 */
export async function startOrigin({ answer = () => null } = {}) {
  let arrived = [];

  const handler = (scheme) => async (request, response) => {
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, headers, url: target } = request;
      const body = `${Buffer.concat(chunks)}`;
      const record = { method, origin: `${scheme}://${headers.host}`, target, headers: pairs(request.rawHeaders), body };
      arrived.push(record);
      const page = await answer(record);
      const content = page && Buffer.from(await page.arrayBuffer());
      response.writeHead(page?.status ?? (method === "OPTIONS" ? 204 : 200), {
        "access-control-allow-origin": headers.origin ?? "*",
        "access-control-allow-headers": headers["access-control-request-headers"] ?? "*",
        "access-control-allow-methods": headers["access-control-request-method"] ?? "*",
        "cache-control": "no-store",
        "content-type": page?.headers.get("content-type") ?? "text/plain",
      });
      response.end(content);
    } catch {
      // The browser has gone, or the page cannot be had: a broken connection is what the browser is to see.
      response.destroy();
    }
  };
  const plain = http.createServer(handler("http"));
  const secure = https.createServer(selfSigned(), handler("https"));

  // Looks at the first byte, puts it back and hands the connection over.
  const sockets = new Set();
  const door = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (data) => {
      socket.pause();
      socket.unshift(data);
      (data[0] === TLS_HANDSHAKE ? secure : plain).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise((resolve) => door.listen(0, "127.0.0.1", resolve));

  return {
    chromeArgs: [`--host-resolver-rules=MAP * 127.0.0.1:${door.address().port}`, "--ignore-certificate-errors"],
    /** What has arrived since the last call, in order: `{ method, origin, target, headers: [name, value][], body }`. */
    take() {
      const records = arrived;
      arrived = [];
      return records;
    },
    stop() {
      sockets.forEach((socket) => socket.destroy());
      return new Promise((resolve) => door.close(resolve));
    },
  };
}

const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i].toLowerCase(), flat[2 * i + 1]]);

/** A key and the smallest certificate for it (RFC 5280, version 1), made anew for every run: no browser trusts it. */
export function selfSigned() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = der(SEQUENCE, hex("06082a8648ce3d040302"));
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, hex("0603550403"), der(UTF8_STRING, Buffer.from("everybody")))));
  const validity = der(SEQUENCE, ...["200101000000Z", "491231235959Z"].map((time) => der(UTC_TIME, Buffer.from(time))));
  const key = publicKey.export({ type: "spki", format: "der" });
  const content = der(SEQUENCE, der(INTEGER, hex("01")), ecdsaWithSha256, name, validity, name, key);
  const signature = der(BIT_STRING, hex("00"), sign("sha256", content, privateKey));
  const certificate = der(SEQUENCE, content, ecdsaWithSha256, signature);
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
  };
}

const [INTEGER, BIT_STRING, UTF8_STRING, UTC_TIME, SEQUENCE, SET] = [0x02, 0x03, 0x0c, 0x17, 0x30, 0x31];

const hex = (digits) => Buffer.from(digits, "hex");

/** A tag, the length and the content (X.690, section 8.1). */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
