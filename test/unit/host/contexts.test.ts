import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../src/base/context.ts";
import { Contexts } from "../../../src/host/contexts.ts";

/** What the editor remembers: told at once, kept later. */
function memory() {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? kept.get(key) : otherwise) as T,
    update: (key: string, value: unknown) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}

const of = (profile: string): AccountContext => ({ origin: "profile", profile, region: "eu-west-1" });

describe("the pinned contexts", () => {
  it("are those that were chosen, though what the environment says was read meanwhile", async () => {
    const contexts = new Contexts(memory());
    await contexts.switchTo(of("chosen"));
    contexts.useDefault(of("default"));
    contexts.useDefault(undefined);
    expect(contexts.pinned).toEqual([of("chosen")]);
    await contexts.unpin(of("chosen"));
    contexts.useDefault(of("default"));
    expect(contexts.pinned, "nothing was chosen, too").toEqual([]);
  });

  it("are those of the environment until somebody chooses", () => {
    const contexts = new Contexts(memory());
    let changes = 0;
    contexts.onDidChange(() => (changes += 1));
    contexts.useDefault(of("default"));
    contexts.useDefault(of("default"));
    expect([contexts.pinned, contexts.isChosen, changes]).toEqual([[of("default")], false, 1]);
  });
});
