import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DevOpsError } from "../../../src/base/errors.ts";
import type { Choice } from "../../../src/host/kinds/ask.ts";
import { editorAsk } from "../../../src/host/kinds/editorAsk.ts";
import { Uri, person, pickers } from "../../editor.ts";

/** A search whose answers a test gives, by what was typed. */
function searching() {
  const asked = new Map<string, { readonly signal: AbortSignal; answer(...labels: string[]): void; fail(error: Error): void }>();
  const find = (typed: string, signal: AbortSignal) =>
    new Promise<readonly Choice<string>[]>((resolve, reject) => {
      asked.set(typed, { signal, answer: (...labels) => resolve(labels.map((label) => ({ label, value: `the ${label}` }))), fail: reject });
    });
  const of = async (typed: string) => {
    await expect.poll(() => asked.has(typed)).toBe(true);
    const found = asked.get(typed);
    if (found === undefined) throw new Error(`nobody searched ${typed}`);
    return found;
  };
  return { find, of, typed: () => [...asked.keys()] };
}

describe("a list that is searched while one types", () => {
  beforeEach(() => {
    person.waits = true;
  });

  afterEach(() => {
    person.waits = false;
    pickers.length = 0;
  });

  async function open() {
    const search = searching();
    const answer = editorAsk({ add: (name) => Uri.parse(name) as never }).search("Open", "Name contains", search.find);
    answer.catch(() => undefined);
    await expect.poll(() => pickers.length).toBe(1);
    const [picker] = pickers;
    if (picker === undefined) throw new Error("no picker is open");
    return { search, answer, picker, labels: () => picker.items.map(({ label }) => label) };
  }

  it("shows what was found for the newest text, whatever arrives when, and gives what is chosen", async () => {
    const { search, answer, picker, labels } = await open();
    const all = await search.of("");
    expect(picker.busy).toBe(true);
    picker.type("we");
    picker.type("web");
    const found = await search.of("web");
    // the text in between was not searched, and the answer to the first is dropped
    expect(search.typed()).toEqual(["", "web"]);
    expect(all.signal.aborted).toBe(true);
    found.answer("parcel-api");
    await expect.poll(labels).toEqual(["parcel-api"]);
    all.answer("a", "b");
    // the editor's own search does not hide what it would not have found
    expect(picker.items.every(({ alwaysShow }) => alwaysShow === true)).toBe(true);
    picker.accept();
    expect(await answer).toBe("the parcel-api");
    expect(labels()).toEqual(["parcel-api"]);
  });

  it("says where nothing is found and what failed, and can be searched again", async () => {
    const { search, picker, labels } = await open();
    (await search.of("")).answer();
    await expect.poll(() => picker.title).toBe("Open: nothing found");
    picker.type("x");
    (await search.of("x")).fail(new DevOpsError({ kind: "throttled", tried: "list", why: "slow down", short: "Throttled by AWS" }));
    await expect.poll(() => picker.title).toBe("Open: Throttled by AWS");
    expect(picker.busy).toBe(false);
    picker.type("xy");
    (await search.of("xy")).answer("xyz");
    await expect.poll(labels).toEqual(["xyz"]);
    expect(picker.title).toBe("Open");
  });

  it("ends its search when it is closed", async () => {
    const { search, answer, picker } = await open();
    const { signal } = await search.of("");
    picker.hide();
    await expect(answer).rejects.toMatchObject({ kind: "cancelled" });
    expect(signal.aborted).toBe(true);
  });
});
