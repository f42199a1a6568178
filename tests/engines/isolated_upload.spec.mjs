// Streams as bodies of requests through the port: they go as they come, no faster than the server takes them. In Chromium alone, since
// no other engine sends streams.
import { expect, test } from "../support/engine.mjs";
import { startHttp2 } from "./http2.mjs";

for (const isolation of ["worker", "shared-worker"]) {
  test(`${isolation}: a stream is sent as it is natively, as it comes and as it is taken`, async ({ run }) => {
    const server = await startHttp2();
    try {
      const { native, ours } = await run(`${server.url}/isolated_upload.html?${new URLSearchParams({ isolation })}`);
      expect(native["piece by piece"]).toEqual(["none", "abc"]);
      expect(native["a server that does not read"]).toEqual(["little", "all"]);
      native["piece by piece"][0] = "shown";
      expect(ours).toEqual(native);
    } finally {
      await server.stop();
    }
  });
}
