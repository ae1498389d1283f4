import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
