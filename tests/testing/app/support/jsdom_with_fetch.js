// jsdom has no fetch and no streams, and Node's fetch takes none of its signals and bodies: a page with Node's own. In the
// constructor, since setup() comes after the setup files.
import { TestEnvironment } from "jest-environment-jsdom";

const { fetch, Request, Response, Headers, AbortController, AbortSignal } = globalThis;
const { Blob, BroadcastChannel, File, FormData, ReadableStream, TextDecoder, TextEncoder, URLSearchParams } = globalThis;

export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { fetch, Request, Response, Headers, AbortController, AbortSignal });
    Object.assign(this.global, { Blob, BroadcastChannel, File, FormData, ReadableStream, TextDecoder, TextEncoder, URLSearchParams });
  }
}
