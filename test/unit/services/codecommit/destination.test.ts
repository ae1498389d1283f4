import { describe, expect, it } from "vitest";
import type { AccountContext } from "../../../../src/base/context.ts";
import { describePlan } from "../../../../src/base/plan.ts";
import { destinationBy, leadsOf, leadsTo, missingText, newDestination, pushPlan } from "../../../../src/services/codecommit/destination.ts";
import { type WorkingCopy, trackingOf } from "../../../../src/services/codecommit/git/workingCopy.ts";

const IRELAND = { region: "eu-west-1", endpoint: undefined };
const CONTEXT: AccountContext = { origin: "profile", profile: "kestrel", region: "eu-west-1" };
const HOST = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos";
const GITHUB = "https://mira:secret@github.com/kestrel/web.git";
const STANDING = { state: "ahead", count: 1, titles: ["Mine"] } as const;

/** A working copy on `main` with these remotes. */
function copyOf(remotes: Readonly<Record<string, readonly string[]>>, upstream?: WorkingCopy["upstream"]): WorkingCopy {
  return {
    root: "/copy",
    branch: "main",
    head: "b".repeat(40),
    remotes: Object.entries(remotes).map(([name, pushUrls]) => ({ name, pushUrls, fetch: [`+refs/heads/*:refs/remotes/${name}/*`] })),
    upstream,
  };
}

/** The dialog's lines for a push to the first remote that leads to Ireland. */
function planOf(copy: WorkingCopy, branch = "main"): { readonly title: string; readonly text: string; readonly url: string } {
  const [lead] = leadsTo(leadsOf(copy), IRELAND, undefined, copy.upstream);
  const to = lead === undefined ? newDestination(copy, IRELAND, "web") : destinationBy(lead, copy, IRELAND, branch);
  const plan = pushPlan(CONTEXT, copy, to, "a".repeat(40), STANDING);
  return { title: plan.title, text: describePlan(plan, "kestrel-logistics"), url: to.url };
}

describe("where a push goes", () => {
  it("finds CodeCommit behind another address of the remote, and says what is left out", () => {
    const { text, url } = planOf(copyOf({ origin: [GITHUB, `${HOST}/web`] }, { remote: "origin", branch: "main" }));
    expect(url).toBe(`${HOST}/web`);
    expect(text).toContain("Not pushed to, though origin leads there too: https://github.com/kestrel/web.git");
    expect(text).not.toContain("secret");
    expect(text).not.toContain("Upstream");
  });

  it.each([
    ["ssh://APKA@git-codecommit.eu-west-1.amazonaws.com/v1/repos/web"],
    ["codecommit::eu-west-1://kestrel@web"],
    ["https://AKIA:secret@git-codecommit.eu-west-1.amazonaws.com/v1/repos/web"],
  ])("goes over HTTPS for %s, without a user", (written) => {
    const { text, url } = planOf(copyOf({ origin: [written] }));
    expect(url).toBe(`${HOST}/web`);
    expect(text).toContain(`Remote: origin (${HOST}/web)`);
    expect(text).toContain("Upstream of main here: none → origin/main");
    expect(text).not.toMatch(/secret|Warning/);
  });

  it("warns where the remote names another profile", () => {
    expect(planOf(copyOf({ origin: ["codecommit://staging@web"] })).text).toContain("Warning: origin names the profile staging, the push is by kestrel");
  });

  it("prefers what the branch follows, and may go to a branch of another name", () => {
    const copy = copyOf({ origin: [`${HOST}/web`], fork: [`${HOST}/fork`] }, { remote: "fork", branch: "trunk" });
    const { title, text } = planOf(copy, "trunk");
    expect(title).toBe("Push main to trunk of fork");
    expect(text).toContain("Branch trunk: aaaaaaaa → bbbbbbbb");
    expect(leadsTo(leadsOf(copyOf({ a: [`${HOST}/web`], b: [`${HOST}/fork`] })), IRELAND, undefined, undefined)).toHaveLength(2);
    expect(leadsTo(leadsOf(copy), IRELAND, "web", copy.upstream).map(({ remote }) => remote)).toEqual(["origin"]);
  });

  it("adds a remote of a name that is free", () => {
    expect(planOf(copyOf({})).text).toContain(`Remote: none → origin (${HOST}/web)`);
    expect(newDestination(copyOf({ origin: [GITHUB] }), IRELAND, "web").remote).toBe("codecommit");
    expect(newDestination(copyOf({ origin: [GITHUB], codecommit: ["/srv/a"] }), IRELAND, "web").remote).toBe("web");
    expect(newDestination(copyOf({ origin: [GITHUB], codecommit: ["/srv/a"], web: ["/srv/b"] }), IRELAND, "web").remote).toBe("codecommit-3");
  });

  it.each([
    [{}, "no remote yet. Add a remote to"],
    [{ origin: [GITHUB] }, "origin is not CodeCommit. Add a remote to"],
    [
      { origin: ["https://AKIA:secret@git-codecommit.us-east-1.amazonaws.com/v1/repos/web"] },
      "origin leads to https://git-codecommit.us-east-1.amazonaws.com/v1/repos/web, not to eu-west-1: pin an account of us-east-1, or add a remote to",
    ],
    [{ origin: [`${HOST}/web`] }, `origin leads to ${HOST}/web, another repository: add a remote to`],
  ])("says why %o is not enough", (remotes, text) => {
    const copy = copyOf(remotes);
    expect(missingText(copy, leadsOf(copy), IRELAND)).toBe(text);
  });
});

describe("the reference of a branch there", () => {
  it.each([
    [["+refs/heads/*:refs/remotes/origin/*"], "feature/größe", "refs/remotes/origin/feature/größe"],
    [["+refs/heads/main:refs/remotes/o/main"], "main", "refs/remotes/o/main"],
    [["+refs/heads/main:refs/remotes/o/main"], "other", undefined],
    [["refs/heads/release-*:refs/remotes/o/r-*"], "release-1", "refs/remotes/o/r-1"],
    [["^refs/heads/wip", "+refs/tags/*:refs/tags/*"], "main", undefined],
    [[], "main", undefined],
  ])("by %o of %s is %s", (fetch, branch, reference) => {
    expect(trackingOf(fetch, branch)).toBe(reference);
  });
});
