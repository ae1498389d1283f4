import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SECRET_SHOWN, showSecret } from "../../../src/host/secretText.ts";
import { openDocuments } from "../../editor.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a secret that is shown", () => {
  it("stands in a document that is emptied and closed after 30 seconds", async () => {
    await showSecret("database.json", "swordfish");
    expect(openDocuments.text()).toBe("swordfish");
    await vi.advanceTimersByTimeAsync(SECRET_SHOWN - 1);
    expect(openDocuments.count).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(openDocuments.count).toBe(0);
    expect(SECRET_SHOWN).toBe(30_000);
  });

  it("leaves another one open that was shown later, and takes no timer along that was closed by hand", async () => {
    await showSecret("first", "swordfish");
    await vi.advanceTimersByTimeAsync(SECRET_SHOWN / 2);
    await showSecret("second", "sesame");
    await vi.advanceTimersByTimeAsync(SECRET_SHOWN / 2);
    expect(openDocuments.count).toBe(1);
    expect(openDocuments.text()).toBe("sesame");
    await openDocuments.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
