import { afterEach, describe, expect, it } from "vitest";
import type { AccountContext } from "../../../src/base/context.ts";
import type { AttentionItem, AttentionSource } from "../../../src/base/contracts.ts";
import { refIn } from "../../../src/base/resourceRef.ts";
import { Watch } from "../../../src/host/now/watch.ts";

const of = (profile: string): AccountContext => ({ origin: "profile", profile, region: "eu-west-1" });
const HOUR = 3_600_000;

const item = (id: string): AttentionItem => ({ id, label: id, standing: "failed", facts: [], at: 0, ref: refIn("eu-west-1", "codebuild", id) });

let watch: Watch | undefined;
afterEach(() => watch?.dispose());

interface Bench {
  contexts: readonly AccountContext[];
  now: number;
  readonly asked: string[];
  /** Lets those answer who were asked so far. */
  answer(): void;
}

/** Two services: one answers at once, the other when it is told to. */
function begin(): Bench {
  let waiting: (() => void)[] = [];
  const bench: Bench = {
    contexts: [of("dev")],
    now: 10 * HOUR,
    asked: [],
    answer: () => {
      for (const one of waiting) one();
      waiting = [];
    },
  };
  const source = (title: string, isSlow: boolean): AttentionSource => ({
    title,
    look: async ({ context }) => {
      bench.asked.push(`${title} of ${context.profile}`);
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
      return { items: [item(`${context.profile} ${title}`)], note: `${title} of ${context.profile}: not all` };
    },
  });
  watch = new Watch({
    sources: () => Promise.resolve([source("quick", false), source("slow", true)]),
    heads: () => Promise.resolve([]),
    contexts: () => bench.contexts,
    recent: () => [],
    now: () => bench.now,
    changed: () => undefined,
    pushStands: () => undefined,
    failed: (error) => { throw error; },
  });
  watch.setVisible(true);
  return bench;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const labels = () => watch?.entries.map(({ label }) => label);

describe("what was told of an account", () => {
  it("is not shown once another is pinned in its place, though one of its services has yet to answer", async () => {
    const bench = begin();
    void watch?.tick();
    await settled();
    expect(labels()).toEqual(["dev quick"]);
    bench.contexts = [of("prod")];
    expect([labels(), watch?.remarks, watch?.isComplete]).toEqual([[], [], false]);
    const asked = watch?.refresh();
    bench.answer();
    await settled();
    bench.answer();
    await asked;
    expect(labels()).toEqual(["prod quick", "prod slow"]);
  });
});

describe("a clock that is set back", () => {
  it("does not keep the services from being asked", async () => {
    const bench = begin();
    const look = async () => {
      bench.asked.length = 0;
      const ticked = watch?.tick();
      await settled();
      bench.answer();
      await ticked;
      return bench.asked;
    };
    expect(await look()).toHaveLength(2);
    bench.now += 1_000;
    expect(await look()).toEqual([]);
    bench.now -= 2 * HOUR;
    expect(await look()).toHaveLength(2);
    expect(await look()).toEqual([]);
  });
});
