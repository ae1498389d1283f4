import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../src/base/context.ts";
import type { ResourceRef } from "../../../src/base/resourceRef.ts";
import { contextOf } from "../../../src/host/contextOf.ts";

const context = (profile: string, region = "eu-west-1"): AccountContext => ({ origin: "profile", profile, region });
const accounts: Record<string, string> = { home: "111111111111", partner: "222222222222" };
const build = (account: string, region = "eu-west-1"): ResourceRef => ({ partition: "aws", service: "codebuild", region, account, resource: "build/a:b" });

function finder(...pinned: string[]) {
  return {
    pinned: pinned.map((profile) => context(profile)),
    identity: ({ profile }: AccountContext) => {
      const account = accounts[profile];
      return account === undefined ? Promise.reject(new Error("denied")) : Promise.resolve({ account, alias: undefined } as never);
    },
  };
}

describe("the context of a resource", () => {
  it.each([
    ["that names no account", build(""), context("home")],
    ["of the account it was named in", build("111111111111"), context("home")],
    ["in another region", build("", "us-east-1"), context("home", "us-east-1")],
    ["of another pinned account", build("222222222222", "us-east-1"), context("partner", "us-east-1")],
  ])("%s is found", async (_what, ref, expected) => {
    expect(await contextOf(finder("home", "locked", "partner"), ref, context("home"))).toEqual(expected);
  });

  it("is where it was named, if that account may not be asked for", async () => {
    expect(await contextOf(finder("locked"), build("222222222222"), context("locked"))).toEqual(context("locked"));
  });

  it("of an account that is not pinned is refused, and names the account", async () => {
    await expect(contextOf(finder("home"), build("222222222222"), context("home"))).rejects.toThrow(/account 222222222222, which is not pinned.*Pin a profile/);
  });
});
