import { describe, expect, it } from "vitest";
import { formatDateTime } from "../../../src/base/time.ts";

describe("a time in full", () => {
  it.each(["2026-01-15T08:00:00Z", "2026-07-15T20:59:59Z"])("is one that can be read back, with its zone: %s", (text) => {
    const shown = formatDateTime(Date.parse(text));
    expect(shown).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d$/);
    const [date = "", time = "", zone = ""] = shown.split(" ");
    expect(Date.parse(`${date}T${time}${zone}`)).toBe(Date.parse(text));
  });
});
