import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { listen, type Listening } from "../../src/api/listening.ts";
import { type Served, serve } from "../api/support.ts";

/** The API's page as a browser shows it. */
const executablePath = process.env["MUSTER_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
const present = existsSync(executablePath);
const without = `there is no Chromium at ${executablePath}; MUSTER_TEST_CHROMIUM names another`;
if (!present) process.stderr.write(`test/browser is skipped: ${without}.\n`);

const tellWhatIsBlocked = `document.addEventListener("securitypolicyviolation", (event) => {
  console.error("blocked by " + event.violatedDirective + ": " + event.blockedURI);
});`;

const [inBrowser, title] = present
  ? [describe, "/docs in a browser"]
  : [describe.skip, `/docs in a browser (skipped: ${without})`];

inBrowser(title, () => {
  let served: Served;
  let listening: Listening;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    served = await serve();
    listening = await listen(served.app, { host: "127.0.0.1", port: 0, graceMs: 100 });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    page = await browser.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
    page.on("request", (request) => asked.push(request.url()));
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
    });
    await page.addInitScript({ content: tellWhatIsBlocked });
    await page.goto(`${listening.address}/docs`);
    await page.waitForSelector(".opblock");
  });
  afterAll(async () => {
    await browser.close();
    await listening.close();
    await served.close();
  });

  it("shows every operation", async () => {
    const { body } = await served.ask("GET", "/docs/json");
    const paths = body["paths"] as Readonly<Record<string, object>>;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const shown = await Promise.all(
      (await page.locator(".opblock").all()).map(async (block) => {
        const method = await block.locator(".opblock-summary-method").textContent();
        return `${method} ${await block.locator("[data-path]").getAttribute("data-path")}`;
      }),
    );
    expect(shown.toSorted()).toEqual(described.toSorted());
    expect(await page.title()).toContain("Muster");
  });

  it("asks the API with a token, as its reader would", async () => {
    await page.click("button.authorize");
    await page.fill(".auth-container input", "hr-admin");
    await page.click(".auth-btn-wrapper button.authorize");
    await page.click(".auth-btn-wrapper .btn-done");
    await page.click('.opblock-get [data-path="/v1/teams"]');
    const block = page.locator(".opblock-get", { has: page.locator('[data-path="/v1/teams"]') });
    await block.locator("button.execute").click();
    expect(await block.locator(".live-responses-table tbody .response-col_status").textContent()).toContain("200");
    if (process.env["MUSTER_TEST_SCREENSHOT"])
      await page.screenshot({ path: process.env["MUSTER_TEST_SCREENSHOT"], fullPage: true });
  });

  it("asks nobody else, and meets no error and nothing that its policy blocks", () => {
    expect(asked.filter((url) => !url.startsWith(listening.address) && !url.startsWith("data:"))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
