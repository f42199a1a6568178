// Each tab has a worker of its own, and in it a session of its own.
import { OTHER, USER, begin, calls, expect, happened, loaded, login, status, test } from "../support/tabs.mjs";

const user = (page) => page.evaluate(() => auth.session?.user.username);

test("keeps the sessions of two tabs apart, but a logout reaches both", async ({ openTab, server }) => {
  const [one, two] = [await openTab(), await openTab()];
  await login(one);
  expect(await status(two)).toBe("signed-out");
  await login(two, OTHER);
  await one.evaluate(() => auth.refresh());
  expect([await user(one), await user(two)]).toEqual([USER.username, OTHER.username]);
  await one.evaluate(() => void auth.logout());
  expect([(await happened(one, "signed-out")).reason, (await happened(two, "signed-out")).reason]).toEqual(["logout", "other-tab"]);
  expect([await calls(one), await calls(two)]).toEqual([[401], [401]]);
});

test("a reload is the end of the session, and close() that of the worker", async ({ openTab }) => {
  const page = await openTab();
  await login(page);
  await page.reload();
  await loaded(page);
  expect(await begin(page, {})).toBe("signed-out");
  const [worker] = page.workers();
  const ended = worker.waitForEvent("close");
  await page.evaluate(() => auth.close());
  await ended;
  expect(page.workers()).toEqual([]);
});
