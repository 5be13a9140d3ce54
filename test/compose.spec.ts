import { beforeAll, describe, expect, it } from "@jest/globals";
import { EventStoreDBClient } from "@eventstore/db-client";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { readConfig } from "../src/config.ts";

type Service = {
  readonly image: string;
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
};
type Composition = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

const root = join(import.meta.dirname, "..");
const { load } = createRequire(import.meta.url)("js-yaml") as { load: (text: string) => Composition };

// What compose does with `${NAME:-default}` where nothing is set, and with `$$`.
const interpolated = (text: string): string => text.replace(/\$\{\w+:-([^}]*)\}/g, "$1").replaceAll("$$", "$");

const read = async (file: string): Promise<Composition> => load(interpolated(await readFile(join(root, file), "utf8")));

/** As compose lays the second file over the first. */
const over = (base: Composition, { services, volumes }: Composition): Composition => ({
  services: {
    ...base.services,
    ...Object.fromEntries(
      Object.entries(services).map(([name, service]) => {
        const below = base.services[name];
        const merged = {
          ...below,
          ...service,
          environment: { ...below?.environment, ...service.environment },
          depends_on: { ...below?.depends_on, ...service.depends_on },
          volumes: [...(below?.volumes ?? []), ...(service.volumes ?? [])],
        };
        return [name, merged];
      }),
    ),
  },
  volumes: { ...base.volumes, ...volumes },
});

let single: Composition;
let cluster: Composition;
beforeAll(async () => {
  single = await read("docker-compose.yml");
  cluster = over(single, await read("docker-compose.cluster.yml"));
});

describe.each(["a single node", "a cluster"])("the composition with %s", (which) => {
  const services = () => Object.entries((which === "a cluster" ? cluster : single).services);
  const staying = () => services().filter(([name]) => name !== "certificates");
  const settings = () => services().find(([name]) => name === "muster")?.[1].environment ?? {};

  it("has the services that it names", () => {
    const names = [
      "muster",
      "postgres",
      "eventstore",
      ...(which === "a cluster" ? ["eventstore2", "eventstore3"] : []),
    ];
    expect(staying().map(([name]) => name)).toEqual(names);
  });

  it("pins every image to a version", () => {
    for (const [, { image }] of services()) expect(image).toMatch(/^[\w./-]+:\d+\.\d+[\w.-]*$/);
  });

  it("looks after the health of every service that stays", () => {
    for (const [name, { healthcheck }] of staying()) expect([name, healthcheck?.test[0]]).toEqual([name, "CMD"]);
  });

  it("starts Muster once everything that it needs is healthy", () => {
    const needed = staying().filter(([name]) => name !== "muster");
    const muster = services().find(([name]) => name === "muster")?.[1];
    expect(muster?.depends_on).toEqual(
      Object.fromEntries(needed.map(([name]) => [name, { condition: "service_healthy" }])),
    );
  });

  it("gives Muster settings that it knows, with values that it takes", () => {
    const config = readConfig(settings());
    expect(config).toMatchObject({ databaseUrl: expect.any(String), eventStoreUrl: expect.any(String) });
    for (const name of Object.keys(settings())) {
      // A setting that is not known is ignored, whatever its value.
      expect(() => readConfig({ [name]: "\0" })).toThrow(name);
    }
  });

  it("names hosts that are services", () => {
    const database = new URL(readConfig(settings()).databaseUrl ?? "");
    const hosts = /\/\/(?:[^@/]*@)?([^/?]+)/.exec(readConfig(settings()).eventStoreUrl ?? "")?.[1]?.split(",") ?? [];
    const names = services().map(([name]) => name);
    expect(names).toContain(database.hostname);
    expect(hosts.map((host) => host.split(":")[0])).toEqual(names.filter((name) => name.startsWith("eventstore")));
  });

  it("declares every volume that it mounts", () => {
    const mounted = services().flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(":")[0]));
    const declared = Object.keys((which === "a cluster" ? cluster : single).volumes);
    expect([...new Set(mounted)].sort()).toEqual(declared.sort());
  });

  it("keeps the keys on a volume of their own", () => {
    const { MUSTER_KEY_FILE: keyFile = "", MUSTER_HOME: home = "" } = settings();
    const muster = services().find(([name]) => name === "muster")?.[1];
    const folder = keyFile.slice(0, keyFile.lastIndexOf("/"));
    expect(muster?.volumes).toEqual(expect.arrayContaining([`keys:${folder}`, `home:${home}`]));
  });

  it("publishes nothing on the host", () => {
    for (const [name, { ports }] of services()) expect([name, ports]).toEqual([name, undefined]);
  });
});

describe("the cluster", () => {
  it("tells each node of the two others, by the names that its certificate has", () => {
    const nodes = Object.entries(cluster.services).filter(([name]) => name.startsWith("eventstore"));
    const certificates = JSON.stringify(cluster.services["certificates"]);
    for (const [name, { environment }] of nodes) {
      const others = nodes.map(([other]) => other).filter((other) => other !== name);
      expect(environment).toMatchObject({
        EVENTSTORE_CLUSTER_SIZE: "3",
        EVENTSTORE_INSECURE: "false",
        EVENTSTORE_NODE_HOST_ADVERTISE_AS: name,
        EVENTSTORE_GOSSIP_SEED: others.map((other) => `${other}:2113`).join(","),
      });
      expect(certificates).toContain(` ${name}`);
    }
  });

  it("is reached by TLS, trusting its own authority only", () => {
    const url = cluster.services["muster"]?.environment?.["EVENTSTORE_URL"] ?? "";
    const query = new URLSearchParams(url.split("?")[1]);
    expect(Object.fromEntries(query)).toEqual({ tls: "true", tlsCAFile: "/ca/ca.crt" });
    // The client reads the authority's file at once, which is how we know that it took the option.
    expect(() => EventStoreDBClient.connectionString(url)).toThrow(/ca\.crt|certificate/i);
  });
});
