// The recipes for Django SimpleJWT and Flask-JWT-Extended, with the servers of their pages, for real: from PyPI, in an environment of
// their own. That takes its time, hence `@slow`.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../support/consumer.mjs";
import { expect, inBrowser, by, test as base } from "../support/docs_scene.mjs";
import { startProcess } from "../support/docs_servers.mjs";

const SERVERS = fileURLToPath(new URL("servers", import.meta.url));
const DEMO = { username: "demo", password: "demo" };

/** `python`: an interpreter that has what the pages import. */
const test = base.extend({
  python: [
    async ({ workshop }, use) => {
      const folder = join(workshop, "python");
      await run("python3", ["-m", "venv", folder]);
      await run(join(folder, "bin/pip"), ["install", "--quiet", "--requirement", join(SERVERS, "requirements.txt")]);
      await use(join(folder, "bin/python"));
    },
    { scope: "worker", timeout: 300_000 },
  ],
});

/** Writes the blocks in Python under the names that they give themselves. */
async function writePython(folder, blocks) {
  await mkdir(folder, { recursive: true });
  for (const { lang, file, code } of blocks) if (lang === "python") await writeFile(join(folder, file), code);
}

/** What the server answers to a request from here. */
async function post(url, body, headers = {}) {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  return response.json();
}

const login = (page, credentials) =>
  page.evaluate((credentials) => auth.login(credentials).then(() => "", ({ code, error_description: said }) => `${code}: ${said}`), credentials);
const greeting = (page) => page.evaluate(() => auth.fetch("/api/something").then((response) => response.json()).then(({ message }) => message));

/** A token that the server refuses is renewed with a refresh token that it has issued; then once more, with what came of that. */
async function renews(page, refreshToken) {
  const isRenewed = await page.evaluate(async (refreshToken) => {
    await auth.adopt({ accessToken: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub2JvZHkifQ.bm9ib2R5", refreshToken, expiresIn: 600 });
    return new Promise((resolve, reject) => {
      auth.on("renewed", () => resolve(true));
      auth.fetch("/api/something").then(() => {}, reject);
    });
  }, refreshToken);
  expect(isRenewed).toBe(true);
  expect(await greeting(page)).toBe("Hello, demo");
  expect(await page.evaluate(() => auth.refresh().then(() => auth.status))).toBe("signed-in");
  expect(await greeting(page)).toBe("Hello, demo");
}

test("Django SimpleJWT @slow", async ({ perform, python }) => {
  test.setTimeout(120_000);
  const api = async ({ blocks, folder }) => {
    await writePython(folder, blocks);
    await cp(join(SERVERS, "project.py"), join(folder, "project.py"));
    const env = { ...process.env, DJANGO_SETTINGS_MODULE: "project", PYTHONPATH: folder, DJANGO_SUPERUSER_PASSWORD: DEMO.password };
    const manage = (...args) => run(python, ["-m", "django", ...args], { cwd: folder, env });
    await manage("migrate");
    await manage("createsuperuser", "--noinput", "--username", DEMO.username, "--email", "demo@example.com");
    return startProcess(python, (port) => ["-m", "django", "runserver", "--noreload", `${port}`], folder, env);
  };
  await perform("recipes/django-simplejwt.md", {
    api,
    blocks: {
      1: inBrowser(async ({ page, host }) => {
        expect(await login(page, { ...DEMO, password: "wrong" })).toMatch(/^invalid-credentials: No active account/);
        expect(await login(page, { username: "demo" })).toBe("invalid-credentials: This field is required.");
        expect(await login(page, DEMO)).toBe("");
        expect(await greeting(page)).toBe("Hello, demo");
        expect(await page.evaluate(() => [Number(auth.session.claims.user_id), auth.session.user])).toEqual([1, null]);
        const { refresh } = await post(`${host.url}/api/token/`, DEMO);
        await renews(page, refresh);
      }),
      2: by("the server"),
      3: by("the server"),
    },
  });
});

test("Flask-JWT-Extended @slow", async ({ perform, python }) => {
  test.setTimeout(120_000);
  const api = async ({ blocks, folder }) => {
    await writePython(folder, blocks);
    const env = { JWT_SECRET_KEY: "for the tests only, and therefore as long as it should be" };
    return startProcess(python, (port) => ["-m", "flask", "--app", "app", "run", "--port", `${port}`], folder, env);
  };
  await perform("recipes/flask-jwt-extended.md", {
    api,
    blocks: {
      1: inBrowser(async ({ page, host }) => {
        expect(await login(page, { ...DEMO, password: "wrong" })).toBe("invalid-credentials: Bad username or password");
        expect(await login(page, DEMO)).toBe("");
        expect(await greeting(page)).toBe("Hello, demo");
        const unreadable = await fetch(`${host.url}/api/something`, { headers: { authorization: "Bearer nonsense" } });
        expect(unreadable.status).toBe(422);
        const { refresh_token } = await post(`${host.url}/login`, DEMO);
        await renews(page, refresh_token);
      }),
      2: by("the server"),
    },
  });
});
