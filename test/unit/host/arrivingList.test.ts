import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Choice } from "../../../src/host/kinds/ask.ts";
import { editorAsk } from "../../../src/host/kinds/editorAsk.ts";
import { Uri, person, pickers } from "../../editor.ts";

const named = (...labels: string[]): Choice<string>[] => labels.map((label) => ({ label, value: label }));

/** A list whose further versions a test lets come. */
function arriving(first: Choice<string>[]) {
  const versions = [first];
  let wake = () => undefined as void;
  return {
    come(version: Choice<string>[]) {
      versions.push(version);
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = versions.shift();
        if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else yield next;
      }
    },
  };
}

describe("a list that arrives while it is looked at", () => {
  beforeEach(() => {
    person.waits = true;
  });

  afterEach(() => {
    person.waits = false;
    pickers.length = 0;
  });

  async function open(list: AsyncIterable<readonly Choice<string>[]>) {
    void editorAsk({ add: (name) => Uri.parse(name) as never }).pick("Start", "Pipeline", list).catch(() => undefined);
    await expect.poll(() => pickers.length).toBe(1);
    const [picker] = pickers;
    if (picker === undefined) throw new Error("no picker is open");
    return { picker, labels: () => picker.items.map(({ label }) => label) };
  }

  it("takes the order of what is known now, until somebody types", async () => {
    const list = arriving(named("a", "b", "c"));
    const { picker, labels } = await open(list);
    list.come(named("c", "a", "b"));
    await expect.poll(labels).toEqual(["c", "a", "b"]);
    picker.type("b");
    list.come(named("b", "a", "c", "d"));
    await expect.poll(labels).toEqual(["c", "a", "b", "d"]);
    picker.hide();
  });

  it("stays at the item at which somebody is", async () => {
    const list = arriving(named("a", "b"));
    const { picker, labels } = await open(list);
    picker.type("");
    picker.activeItems = picker.items.slice(1);
    list.come(named("b", "a", "z"));
    await expect.poll(labels).toEqual(["a", "b", "z"]);
    expect(picker.activeItems.map(({ label }) => label)).toEqual(["b"]);
    picker.hide();
  });
});
