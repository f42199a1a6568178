// A request that the worker sends: its answer, out of messages.

import { withTraits } from "../responses.js";
import { fromFailure } from "./protocol.js";
import { createReceiver, createSender } from "./streams.js";

const { Response: NativeResponse } = globalThis;

// Fetch standard, null body status.
const BODILESS = [101, 103, 204, 205, 304];

// Nobody may read it any more, so nobody wants the rest of it.
const abandoned = globalThis.FinalizationRegistry && new FinalizationRegistry((leave) => leave());

// `connection` sends messages, gives the number of a new call and hands on what comes for it.
export async function remoteFetch(connection, { message, stream, signal, readBody }) {
  const body = readBody ? await readBody() : message.body;
  signal?.throwIfAborted();
  const { post } = connection;
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    const end = () => {
      connection.forget(id);
      stop.abort();
    };
    const leave = () => {
      end();
      post({ type: "abort", id });
    };
    const fail = (error) => {
      end();
      reject(error);
      sender?.cancel(error);
      receiver?.fail(error);
    };
    let receiver;
    const hear = {
      response(answer) {
        const { stream, ...rest } = answer.hasBody ? createReceiver(post, id, leave) : {};
        receiver = rest;
        if (!stream) end();
        else abandoned?.register(stream, leave, receiver);
        resolve(toResponse(answer, stream));
      },
      failed: ({ error }) => fail(fromFailure(error)),
      chunk: (message) => receiver?.chunk(message),
      end() {
        end();
        abandoned?.unregister(receiver);
        receiver.end();
      },
      broken(message) {
        end();
        abandoned?.unregister(receiver);
        receiver.broken(message);
      },
      pull: () => sender?.pull(),
      // The connection is gone.
      lost: fail,
    };
    const id = connection.enter(hear);
    const onAbort = () => {
      post({ type: "abort", id });
      fail(signal.reason);
    };
    signal?.addEventListener("abort", onAbort, { signal: stop.signal });
    const sender = stream && createSender(post, id, stream);
    post({ type: "fetch", id, ...message, body }, body?.[0] === "bytes" ? [body[1].buffer] : []);
    sender?.run(false);
  });
}

function toResponse({ status, statusText, headers, url, redirected, kind }, stream) {
  const isUsual = status >= 200 && status < 600;
  const body = BODILESS.includes(status) ? null : stream;
  const response = new NativeResponse(body, { status: isUsual ? status : 200, statusText, headers });
  return withTraits(response, { url, redirected, type: kind, ...(!isUsual && { status, ok: false }) });
}
