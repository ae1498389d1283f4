import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../../src/base/context.ts";
import { cancelled } from "../../../../src/base/errors.ts";
import { type Plan, describePlan } from "../../../../src/base/plan.ts";
import { LoginLeave, loginPlan } from "../../../../src/services/codecommit/loginLeave.ts";

const PROD: AccountContext = { origin: "profile", profile: "kestrel-prod", region: "eu-west-1" };
const DEV: AccountContext = { ...PROD, profile: "kestrel" };

/** The door for writes with a person's answers, and what that person was asked. */
function doorWith(...answers: readonly (boolean | Error)[]) {
  const asked: Plan[] = [];
  const door = {
    protects: ({ profile }: AccountContext) => Promise.resolve(profile.includes("prod")),
    perform: async <T>(plan: Plan, work: () => Promise<T>): Promise<T> => {
      const answer = answers[asked.push(plan) - 1];
      if (answer === true) return work();
      throw answer instanceof Error ? answer : cancelled(plan.title);
    },
  };
  return { leave: new LoginLeave(door), asked };
}

describe("a login for the git that others start", () => {
  it("is asked for once a repository where the context is protected, however many ask at once", async () => {
    const { leave, asked } = doorWith(true, true, true);
    expect(await Promise.all([leave.has(PROD, "web"), leave.has(PROD, "web")])).toEqual([true, true]);
    expect(await leave.has(PROD, "web")).toBe(true);
    expect(asked).toHaveLength(1);
    await leave.has(PROD, "api");
    await leave.has({ ...PROD, region: "us-east-1" }, "web");
    expect(asked.map(({ title, context }) => `${title} ${context.region}`)).toEqual([
      "Let git log in to web eu-west-1",
      "Let git log in to api eu-west-1",
      "Let git log in to web us-east-1",
    ]);
  });

  it("is not given where the user declined, who is not asked again", async () => {
    const { leave, asked } = doorWith(false, true);
    expect([await leave.has(PROD, "web"), await leave.has(PROD, "web")]).toEqual([false, false]);
    expect(asked).toHaveLength(1);
  });

  it("is asked for again where the question itself failed", async () => {
    const { leave } = doorWith(new Error("no dialog"), true);
    await expect(leave.has(PROD, "web")).rejects.toThrow("no dialog");
    expect(await leave.has(PROD, "web")).toBe(true);
  });

  it("needs no question elsewhere", async () => {
    const { leave, asked } = doorWith();
    expect(await leave.has(DEV, "web")).toBe(true);
    expect(asked).toEqual([]);
  });

  it("says what it is about", () => {
    const text = describePlan(loginPlan(PROD, "web"), "kestrel-production");
    expect(text).toContain("Call: codecommit:GitPull, codecommit:GitPush");
    expect(text).toContain("Profile and region: kestrel-prod · eu-west-1");
    expect(text).toContain("each for 15 minutes");
  });
});
