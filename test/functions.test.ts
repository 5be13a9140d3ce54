import { describe, expect, it } from "@jest/globals";
import type { Command } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { api } from "../src/api/api.ts";
import { teamFunctions } from "../src/app/functions/teamFunctions.ts";
import { functionsFor } from "../src/app/serving.ts";
import { createProgram } from "../src/cli/program.ts";
import { Session } from "../src/cli/session.ts";
import { as, musterWith } from "./app/functions/support.ts";
import { testTerminal } from "./support/cli.ts";

/** The table of docs/functions.md: what stands in each cell of a line. */
const lines = readFileSync(join(import.meta.dirname, "../docs/functions.md"), "utf8")
  .split("\n")
  .map((line) => line.split("|").map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code)))
  .flatMap(([, [name = ""] = [], http = [], [cli = ""] = [], [library = ""] = []]) =>
    /^[a-z]+_/.test(name) ? [{ name, http, cli, library }] : [],
  );

const unasked = () => Promise.reject(new Error("Nothing here is asked."));
const { muster } = musterWith();

describe("docs/functions.md", () => {
  it("lists the functions that there are, in their order", () => {
    expect(lines.map(({ name }) => name)).toEqual(teamFunctions.map(({ name }) => name));
  });

  it("names the addresses that the API has", async () => {
    const app = await api({ muster, authenticate: unasked, version: "0" });
    await app.ready();
    for (const { name, http } of lines) {
      expect(http[0]).toBe(`POST /v1/functions/${name}`);
      for (const address of http) {
        const [method = "", url = ""] = address.replace(/\{(\w+)\}/g, ":$1").split(" ");
        expect([address, app.hasRoute({ method: method, url })]).toEqual([address, true]);
      }
    }
    await app.close();
  });

  it("names the commands that the command line has", () => {
    const session = new Session(testTerminal({}).terminal, {
      ...{ open: unasked, serve: unasked, fallback: unasked, replay: unasked },
      findHome: () => ({ path: "/nowhere", rule: "test" }),
    });
    const program = createProgram(session, { out: "", err: "" });
    for (const { cli } of lines) expect([cli, hasCommand(program, cli.split(" ").slice(1))]).toEqual([cli, true]);
  });

  it("names the library's methods", () => {
    const methods = functionsFor({ principal: as("hr-admin"), muster: unasked });
    expect(lines.map(({ library }) => library)).toEqual(Object.keys(methods));
  });
});

const hasCommand = (within: Command, [name, ...rest]: readonly string[]): boolean =>
  name === undefined || within.commands.some((each) => each.name() === name && hasCommand(each, rest));
