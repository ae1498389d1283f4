import { expect, it } from "vitest";
import { inScenario } from "../../../src/language/check/walk.ts";
import { NO_SCENARIO } from "../../../src/language/model/conditions.ts";
import { FUNCTIONS, type Value } from "../../../src/language/model/value.ts";

const PLACE = { start: 0, end: 0, isMarked: false };

it("looks once at what stands in lists within lists and is not there in a scenario", () => {
  let looks = 0;
  const nothing: Value = {
    get kind(): "scalar" {
      looks += 1;
      return "scalar";
    },
    type: "null",
    value: null,
    ...PLACE,
  };
  const nested = (depth: number): Value => ({ kind: "list", items: [depth === 0 ? nothing : nested(depth - 1)], ...PLACE });
  const looksAt = (depth: number): number => {
    looks = 0;
    inScenario(nested(depth), NO_SCENARIO, true, { functions: FUNCTIONS });
    return looks;
  };
  expect(looksAt(12)).toBe(looksAt(1));
});
