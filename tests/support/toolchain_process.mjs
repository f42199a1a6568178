// Commands that run on, each in a process group of its own, since most of them start others. What is awaited of them is what they print.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { stripVTControlCharacters } from "node:util";

/** A port that nobody listened at a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const running = new Set();
// A worker that ends in the middle of a test leaves nothing behind.
process.on("exit", () => running.forEach(kill));

/** Starts a command: `{ ended, output, seen, stop }`. */
export function begin([program, ...args], { folder, env }) {
  const child = spawn(program, args.map(String), { cwd: folder, env, detached: true, stdio: "pipe" });
  running.add(child);
  let output = "";
  const waiting = new Set();
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(code ?? signal));
  }).finally(() => running.delete(child));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += stripVTControlCharacters(text);
      for (const look of waiting) look();
    });
  }
  /** Settles with the first match in what is printed, from the start; the end without one is an error. */
  const seen = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output);
        if (match && waiting.delete(look)) resolve(match);
      };
      waiting.add(look);
      look();
      ended.then((code) => reject(new Error(`${program} ended with ${code} before it was ready:\n${output}`)));
    });
  const stop = () => {
    kill(child);
    return ended;
  };
  return { ended, seen, stop, output: () => output };
}

function kill({ pid }) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
