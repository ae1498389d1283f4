// Who may reach the VS Code host of `npm start` and of the tests. Whoever can reach it is the person who started it.
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostFolders, isolatedEnvironment, startHost } from "../../scripts/host/host.mjs";
import { ask, handshake } from "./knock.ts";
import type { Knock } from "./knock.ts";

const folders = hostFolders();
let host: Awaited<ReturnType<typeof startHost>>;
let token: string;
/** What a browser sends that has opened the address. */
let own: { host: string; origin: string; cookie: string };

beforeAll(async () => {
  host = await startHost({ folders, env: isolatedEnvironment(folders.home) });
  token = new URL(host.address(folders.home)).searchParams.get("tkn") ?? "";
  const { cookie } = await ask(host.port, { path: `/?tkn=${token}` });
  own = { host: `127.0.0.1:${host.port}`, origin: `http://127.0.0.1:${host.port}`, cookie };
});

afterAll(async () => {
  await host.stop();
  folders.remove();
});

const foreign: Record<string, () => Knock> = {
  "without a token": () => ({ headers: { host: own.host, origin: own.origin } }),
  "with a wrong token": () => ({ path: `/?tkn=${"0".repeat(token.length)}` }),
  "from a page of the web": () => ({ headers: { ...own, origin: "https://example.com" } }),
  "from a page of another program on this machine": () => ({ headers: { ...own, origin: "http://127.0.0.1:1" } }),
  "from a page without an origin": () => ({ headers: { ...own, origin: "null" } }),
  "by a foreign name that leads here": () => {
    return { headers: { cookie: own.cookie, host: `rebound.example:${host.port}` } };
  },
  "from a foreign page at its own name": () => {
    const name = `rebound.example:${host.port}`;
    return { path: `/?tkn=${token}`, headers: { host: name, origin: `http://${name}` } };
  },
};

describe("a WebSocket is refused", () => {
  test.each(Object.keys(foreign))("%s", async (name) => {
    expect(await handshake(host.port, foreign[name]?.())).toBe(403);
  });
});

describe("a page and a file are refused", () => {
  test.each(Object.keys(foreign))("%s", async (name) => {
    const knock = foreign[name]?.() ?? {};
    expect((await ask(host.port, knock)).status).toBe(403);
    const query = new URL(knock.path ?? "/", "http://here").search.replace("?", "&");
    const file = await ask(host.port, { ...knock, path: `/vscode-remote-resource?path=/etc/hostname${query}` });
    expect(file.status).toBe(403);
    expect((await ask(host.port, { ...knock, path: `/version?${query}` })).status).toBe(403);
  });

  test("that another page of this machine embeds: a browser then sends the cookie and no origin", async () => {
    const headers = { host: own.host, cookie: own.cookie, "sec-fetch-site": "same-site" };
    const embedded = { ...headers, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" };
    const script = { ...headers, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" };
    const visited = { ...headers, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect((await ask(host.port, { headers: embedded })).status).toBe(403);
    expect((await ask(host.port, { headers: script })).status).toBe(403);
    expect((await ask(host.port, { headers: visited })).status).toBe(200);
  });
});

test("the page itself is let in, by its address and then by its cookie", async () => {
  expect((await ask(host.port, { path: `/?tkn=${token}` })).status).toBe(302);
  expect((await ask(host.port, { headers: own })).status).toBe(200);
  expect(await handshake(host.port, { headers: own })).toBe(101);
});

test("the cookie of another host on this machine takes nothing away", async () => {
  const cookie = `vscode-tkn=another; devops-for-aws-1=another; ${own.cookie.replace(/vscode-tkn=[^;]*;? ?/, "")}`;
  expect((await ask(host.port, { headers: { ...own, cookie } })).status).toBe(200);
});

test("the token stands in no command line, and in files of the owner alone", () => {
  const processes = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const lines = processes.map((pid) => readable(`/proc/${pid}/cmdline`));
  expect(lines.filter((line) => line.includes(folders.root))).not.toEqual([]);
  expect(lines.filter((line) => line.includes(token))).toEqual([]);
  expect(fs.statSync(path.join(folders.root, "token")).mode & 0o777).toBe(0o600);
  // The server's socket stands in there: nobody else comes to it.
  expect(fs.statSync(folders.root).mode & 0o777).toBe(0o700);
  expect(fs.statSync(path.join(folders.root, "socket")).isSocket()).toBe(true);
});

/** A file of a process that may have ended meanwhile. */
function readable(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
