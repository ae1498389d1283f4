import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DevOpsError, type ErrorKind } from "../../../src/base/errors.ts";
import { standingBy } from "../../../src/base/standing.ts";
import { editorAsk } from "../../../src/host/kinds/editorAsk.ts";
import { TextDocumentSaveReason, Uri, openDocuments, person, shown, terminals } from "../../editor.ts";

const ask = editorAsk({ add: (name) => Uri.parse(name) as never });

describe("what a room may want of the editor", () => {
  beforeEach(() => {
    person.waits = true;
  });
  afterEach(() => {
    person.waits = false;
  });

  it("takes a secret unseen", async () => {
    await ask.secret({ title: "New value", prompt: "Value", example: "s3cret", value: "old" });
    expect(shown).toContainEqual({ where: "unseen input", text: "New value" });
  });

  it("takes some of a list, in its order", async () => {
    const choices = ["a", "b", "c"].map((label) => ({ label, value: label, isChosen: label !== "b" }));
    expect(await ask.pickMany("Instances", "Which", choices)).toEqual(["a", "c"]);
  });

  it("takes a text once it is saved as it has to be, and closes its document", async () => {
    const check = (text: string) => (text.includes("{") ? undefined : "This is no JSON");
    const edited = ask.edit({ name: "value.json", text: "{}", example: "{}", check });
    await expect.poll(() => openDocuments.count).toBe(1);
    expect(shown.at(-1)?.text).toBe("Save value.json to go on, or close it to give up.");
    openDocuments.save("nothing");
    expect(shown.at(-1)?.text).toBe("Not yet: This is no JSON");
    // what the editor saves while somebody types is no answer
    openDocuments.save('{"a": 0}', TextDocumentSaveReason.AfterDelay);
    expect(openDocuments.count).toBe(1);
    openDocuments.save('{"a": 1}');
    expect(await edited).toBe('{"a": 1}');
    expect(openDocuments.count).toBe(0);
  });

  it("takes a text that is edited beside what it was, and closes both", async () => {
    const edited = ask.edit({ name: "level.txt", text: "info", example: "debug", isCompared: true });
    await expect.poll(() => openDocuments.count).toBe(1);
    openDocuments.save("debug");
    expect(await edited).toBe("debug");
    expect(openDocuments.count).toBe(0);
  });

  it("takes a document that is closed for given up", async () => {
    const edited = ask.edit({ name: "value.txt", text: "a", example: "b" });
    await expect.poll(() => openDocuments.count).toBe(1);
    await Promise.all([expect(edited).rejects.toMatchObject({ kind: "cancelled" }), openDocuments.close()]);
  });

  it("suggests a file by a name without folders", async () => {
    expect(await ask.saveTo({ title: "Download", verb: "Save", example: "../../build.zip" })).toMatch(/\/\.\.-\.\.-build\.zip$/);
  });

  it("runs a program without a shell, and makes its title harmless", async () => {
    await ask.terminal({ title: "Shell \u202Eweb", program: "aws", args: ["ecs", "$(reboot)"], env: { AWS_REGION: "eu-west-1" } });
    expect(terminals.at(-1)?.execution).toEqual({ process: "aws", args: ["ecs", "$(reboot)"], options: { env: { AWS_REGION: "eu-west-1" } } });
    expect(terminals.at(-1)?.name).not.toContain("\u202E");
  });
});

describe("what is waited for", () => {
  const failing = (kind: ErrorKind) => new DevOpsError({ kind, tried: "describe stacks", why: "it did not answer" });
  /** Looks that fail one after the other, then find something. */
  const looks = (...kinds: readonly ErrorKind[]) => {
    const left = [...kinds];
    return () => {
      const kind = left.shift();
      return kind === undefined ? Promise.resolve("done") : Promise.reject(failing(kind));
    };
  };

  afterEach(() => {
    vi.useRealTimers();
  });

  it("is not given up for a look that fails: the network, a limit, a sign-in that ran out", async () => {
    shown.length = 0;
    expect(await ask.until("Changing web", 1, looks("offline", "throttled", "unavailable", "expired"))).toBe("done");
    expect(shown.map(({ text }) => text)).toContain("No connection: looking again");
  });

  it("ends with what no waiting mends", async () => {
    await expect(ask.until("Changing web", 1, looks("denied"))).rejects.toMatchObject({ kind: "denied" });
    await expect(ask.until("Changing web", 1, looks("offline", "notFound"))).rejects.toMatchObject({ kind: "notFound" });
  });

  it("ends where nobody could look for five minutes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const waiting = expect(ask.until("Changing web", 60_000, () => Promise.reject(failing("offline")))).rejects.toMatchObject({ kind: "offline" });
    await vi.advanceTimersByTimeAsync(7 * 60_000);
    await waiting;
  });
});

it("a status that has the name of what every object has is one that nobody has heard of", () => {
  const standing = standingBy({ Failed: "failed" });
  expect(["Failed", "constructor", "toString", "__proto__", undefined].map(standing)).toEqual(["failed", "unknown", "unknown", "unknown", "unknown"]);
});
