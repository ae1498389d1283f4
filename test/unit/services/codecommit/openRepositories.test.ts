import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import { CredentialPipe } from "../../../../src/services/codecommit/git/credentialPipe.ts";
import { Git } from "../../../../src/services/codecommit/git/git.ts";
import { openRepositories } from "../../../../src/services/codecommit/openRepositories.ts";
import type { GitApi, GitRepository } from "../../../../src/services/codecommit/vscodeGit.ts";
import { GitBench } from "../../simulator/git.ts";

let bench: GitBench;
let pipe: CredentialPipe;
let git: Git;
beforeAll(async () => {
  bench = new GitBench();
  pipe = new CredentialPipe();
  git = new Git({ program: "git", runtime: process.execPath, helper: "unused", pipe, env: bench.env });
  for (const name of ["plain", "copy"]) mkdirSync(path.join(bench.folder, name));
  await bench.must("copy", "init", "--quiet");
  mkdirSync(path.join(bench.folder, "copy/inside"));
});
afterAll(() => {
  pipe.dispose();
  bench.remove();
});
// no time passes but what a test lets pass
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const uri = (name: string) => ({ scheme: "file", fsPath: path.join(bench.folder, name), path: path.join(bench.folder, name) }) as vscode.Uri;

/** The built-in Git, which opens a repository when it likes. */
function builtIn() {
  const repositories: GitRepository[] = [];
  const asked: string[] = [];
  const listeners: (() => void)[] = [];
  const api = {
    repositories,
    openRepository: ({ fsPath }: vscode.Uri) => {
      asked.push(path.basename(fsPath));
      return Promise.resolve(null);
    },
    onDidOpenRepository: (listener: () => void) => {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
  };
  const open = (name: string) => {
    repositories.push({ rootUri: uri(name) } as GitRepository);
    for (const listener of listeners) listener();
  };
  return { api: api as unknown as GitApi, asked, open, listeners };
}

describe("the repositories of the window", () => {
  it("are none where no folder is in one, and nothing is waited for", async () => {
    const { api, asked, listeners } = builtIn();
    expect(await openRepositories(api, git, [uri("plain")])).toEqual([]);
    expect(await openRepositories(api, git, [])).toEqual([]);
    expect([asked, listeners]).toEqual([[], []]);
  });

  it("are waited for where a folder has just become one", async () => {
    const { api, asked, open, listeners } = builtIn();
    const found = openRepositories(api, git, [uri("plain"), uri("copy/inside")]);
    await vi.waitUntil(() => listeners.length > 0, { timeout: 60_000, interval: 5 });
    open("copy");
    expect((await found).map(({ rootUri }) => path.basename(rootUri.fsPath))).toEqual(["copy"]);
    expect(asked).toEqual(["inside"]);
  });

  it("are not asked for anew once they are open", async () => {
    const { api, asked, open } = builtIn();
    open("copy");
    expect(await openRepositories(api, git, [uri("copy"), uri("copy/inside")])).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});
