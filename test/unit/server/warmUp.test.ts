import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "../../../src/language/check.ts";
import { RuleSettings } from "../../../src/server/settings.ts";
import { TEMPLATE, WarmUp } from "../../../src/server/warmUp.ts";
import type { SchemaFile } from "../../../src/server/schemaFile.ts";
import { openSchemas } from "../language/schemas.ts";

describe("heating the engine before the first template is opened", () => {
  let schemas: SchemaFile;
  beforeEach(async () => {
    schemas = await openSchemas();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
    schemas.close();
  });

  const warmUp = () => new WarmUp(schemas, () => new RuleSettings().of(""), 5);

  it("ends, and leaves no timer", () => {
    const heating = warmUp();
    heating.putOff(false);
    for (let turn = 0; turn < 1_000 && !heating.isOver; turn += 1) vi.runOnlyPendingTimers();
    expect(heating.isOver).toBe(true);
    heating.putOff(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does nothing while a person types", () => {
    const heating = warmUp();
    const step = vi.spyOn(heating, "step");
    for (let key = 0; key < 100; key += 1) {
      heating.putOff(true);
      vi.advanceTimersByTime(200);
    }
    expect(step).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(step).toHaveBeenCalled();
  });

  it("begins soon after a document was opened", () => {
    const heating = warmUp();
    const step = vi.spyOn(heating, "step");
    heating.putOff(false);
    vi.advanceTimersByTime(100);
    expect(step).toHaveBeenCalled();
  });

  it("ends where a check cannot be made", () => {
    const heating = new WarmUp(schemas, () => {
      throw new Error("no settings");
    });
    heating.putOff(false);
    vi.runOnlyPendingTimers();
    expect(heating.isOver).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("checks what most templates are made of, with the mistakes that it is meant to have", () => {
    const settings = { regions: ["us-east-1"], date: "2026-11-22" };
    const errors = check("yaml", TEMPLATE, schemas, settings).filter(({ code }) => code.startsWith("E"));
    expect(errors.map(({ code }) => code).toSorted()).toEqual(["E1020", "E3002"]);
  });
});
