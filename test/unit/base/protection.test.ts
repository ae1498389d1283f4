import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../src/base/context.ts";
import { isGuarded, isProtectedBy } from "../../../src/base/protection.ts";

const context = (origin: AccountContext["origin"], profile: string): AccountContext => ({ origin, profile, region: "eu-west-1" });
const environment = context("environment", "environment");
const caller = (arn: string) => ({ account: "111122223333", arn });

describe("protection", () => {
  it.each([
    ["the profile", context("profile", "my-prod"), "*prod*", undefined, true],
    ["another profile", context("profile", "dev"), "*prod*", undefined, false],
    ["the account's id", environment, "1111*", caller("arn:aws:iam::111122223333:user/me"), true],
    ["a role", environment, "deploy-prod", caller("arn:aws:sts::111122223333:assumed-role/Deploy-Prod/i-0abc"), true],
    ["the name of a session, which anybody chooses", environment, "*prod*", caller("arn:aws:sts::111122223333:assumed-role/dev/prod"), false],
    ["a permission set", environment, "ProdAdmin", caller("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ProdAdmin_0123456789abcdef/me"), true],
    ["a user below a path", environment, "ops-prod", caller("arn:aws-us-gov:iam::111122223333:user/team/ops-prod"), true],
    ["the path alone", environment, "team", caller("arn:aws:iam::111122223333:user/team/me"), false],
    ["the root", environment, "111122223333", caller("arn:aws:iam::111122223333:root"), true],
  ])("by %s", (_name, asked, glob, who, expected) => {
    expect(isProtectedBy([glob], asked, who)).toBe(expected);
    if (who !== undefined) expect(isGuarded([glob], asked, who)).toBe(expected);
  });

  it("guards a profile that may be a guarded account's while nobody knows whose it is", () => {
    const dev = context("profile", "dev");
    for (const glob of ["111122223333", "1111*", "????22223333"]) {
      expect(isGuarded(["*prod*", glob], dev, undefined), glob).toBe(true);
      expect(isGuarded([glob], dev, { account: "999988887777", arn: "arn:aws:iam::999988887777:user/me" }), glob).toBe(false);
    }
    expect(isGuarded(["*", "team-1*"], context("profile", ""), undefined), "the star is any name's").toBe(true);
    expect(isGuarded(["team-1*"], dev, undefined)).toBe(false);
  });

  it("guards the environment and the machine's role while nobody knows who they are, and a profile by its name", () => {
    const machine = context("machine", "role of this machine");
    expect([environment, machine, context("profile", "dev")].map((one) => isGuarded(["*prod*"], one, undefined))).toEqual([true, true, false]);
    expect(isGuarded([], environment, undefined)).toBe(false);
  });
});
