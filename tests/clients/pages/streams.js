import { auth, events, socket } from "documentation";

/** The first message, or the error's code. */
const first = (stream) =>
  new Promise((resolve) => {
    const end = (value) => {
      stream.close();
      resolve(value);
    };
    stream.onmessage = ({ data }) => end(data);
    stream.onerror = () => end("refused");
  });
Object.assign(window, { auth, client: { events: async () => first(await events()), socket: async () => first(await socket()) } });
