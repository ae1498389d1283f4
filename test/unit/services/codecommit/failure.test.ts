import { describe, expect, it } from "vitest";
import { gitFailure, refusedPush } from "../../../../src/services/codecommit/git/failure.ts";

const FACTS = { tried: "push parcel-web", on: "kestrel · eu-west-1", action: "codecommit:GitPush" };

describe("a failure of git", () => {
  it.each([
    ["fatal: unable to access 'https://x/': The requested URL returned error: 403", "denied", "codecommit:GitPush"],
    ["fatal: Authentication failed for 'https://x/'", "expired", "Sign in again"],
    ["fatal: could not read Username for 'https://x': terminal prompts disabled", "expired", "clock"],
    ["fatal: repository 'https://x/' not found", "notFound", "does not exist"],
    ["fatal: unable to access 'https://x/': The requested URL returned error: 429", "throttled", "limits"],
    ["fatal: unable to access 'https://x/': The requested URL returned error: 501", "unsupported", "where git is installed"],
    ["fatal: unable to access 'https://x/': Could not resolve host: x", "offline", "network"],
    ["fatal: unable to access 'https://x/': Failed to connect to 127.0.0.1 port 1", "offline", "did not answer"],
    [" ! [rejected]        main -> main (fetch first)\nerror: failed to push some refs", "conflict", "Pull them"],
    [" ! [rejected]        v1 -> v1 (would clobber existing tag)\nerror: failed to push some refs", "conflict", "a tag of the same name"],
    [" ! [remote rejected] main -> main (file too large)\nerror: failed to push some refs", "conflict", "refused: file too large"],
    ["lint ok\n12 tests failed\nerror: failed to push some refs to 'https://x'", "conflict", "hook refused it: lint ok / 12 tests failed"],
    ["Authentication failed\nerror: failed to push some refs to 'https://x'", "conflict", "hook refused it: Authentication failed"],
    ["remote: returned error: 403\nfatal: the remote end hung up unexpectedly\nerror: failed to push some refs", "internal", "hung up"],
    ["error: cannot pull with rebase: You have unstaged changes.", "conflict", "Commit or stash"],
    ["CONFLICT (content): Merge conflict in a.txt\nerror: could not apply 1234567... Mine", "conflict", "Source Control"],
    ["fatal: Unable to create '/a/.git/index.lock': File exists.", "conflict", "another git"],
  ])("%s", (output, kind, said) => {
    const error = gitFailure(output, FACTS);
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(said);
    expect(error.message).toContain("Could not push parcel-web (kestrel · eu-west-1)");
  });

  it("says git's own words where nothing is known of them, without a login", () => {
    const error = gitFailure("remote: hi\nfatal: unable to access 'https://AKIA:secret@x/v1': weird\nmore", FACTS);
    expect(error.kind).toBe("internal");
    expect(error.message).toContain("unable to access 'https://x/v1': weird");
    expect(error.message).not.toContain("secret");
  });
});

describe("a push of the built-in Git that CodeCommit refused", () => {
  const output = "remote: hi\nfatal: unable to access 'https://x/': The requested URL returned error: 403\n";
  const helpers = [{ value: "osxkeychain", file: "/etc/gitconfig" }];

  it("is told apart by whose password it had", () => {
    expect(refusedPush(output, "origin", { gave: true, helpers: [] })).toContain("lacks codecommit:GitPush");
    expect(refusedPush(output, "origin", { gave: false, helpers })).toContain("helper osxkeychain (/etc/gitconfig); those of CodeCommit live 15 minutes");
    expect(refusedPush(output, "origin", { gave: false, helpers: [] })).toContain("not from a pinned account");
  });

  it("is none where something else failed", () => {
    expect(refusedPush("fatal: Could not resolve host: x", "origin", { gave: false, helpers })).toBeUndefined();
    expect(refusedPush("remote: Authentication failed, says a hook", "origin", { gave: true, helpers })).toBeUndefined();
  });
});
