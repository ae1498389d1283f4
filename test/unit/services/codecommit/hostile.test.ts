import { describe, expect, it } from "vitest";
import { isAbout, parseConfig, rewritesOf, rewritten } from "../../../../src/services/codecommit/git/config.ts";
import { gitFailure, refusedPush, withoutLogins } from "../../../../src/services/codecommit/git/failure.ts";
import { refuseDetours } from "../../../../src/services/codecommit/git/guard.ts";
import { headIn, trackingOf } from "../../../../src/services/codecommit/git/workingCopy.ts";
import {
  addressOf,
  gitEndpoint,
  isRepositoryName,
  originOf,
  parseGitDate,
  readRemote,
  subjectOf,
  withoutUser,
} from "../../../../src/services/codecommit/model.ts";
import { LINEAR, growth } from "../../growth.ts";

const URL = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web";
const PLACE = { region: "eu-west-1", endpoint: undefined };
const repeat = (part: string) => (length: number) => part.repeat(Math.ceil(length / part.length));

/** What others may write where we read: lines of git and of hooks, addresses, settings, names. */
const TEXTS: Readonly<Record<string, (length: number) => string>> = {
  "a rejection full of brackets": (length) => ` ! [rejected] ${"(".repeat(length)}`,
  "rejections with brackets that close nothing": repeat(" ! [remote rejected] a -> b ((((((((\n"),
  "repositories that are not quite not found": (length) => `fatal: ${repeat("repository '")(length)}`,
  "errors without an end": (length) => `fatal: ${repeat("returned error: 40")(length)}`,
  "line ends": repeat("\n"),
  "line ends and a letter": (length) => `${"\r\n".repeat(length / 2)}x`,
  blanks: repeat(" "),
  slashes: repeat("/"),
  "an address that never ends": (length) => `https://${"a".repeat(length)}`,
  "users without a host": repeat("//a"),
  "at signs": (length) => `https://${"@".repeat(length)}`,
  "paths of repositories": (length) => `https://x${repeat("/v1/repos/a")(length)}!`,
  "profiles": (length) => `codecommit::a://${"@".repeat(length)}`,
  "a VPC endpoint": (length) => `https://vpce-${"-a".repeat(length / 2)}.git-codecommit`,
  "AWS over and over": (length) => `https://${repeat(".amazonaws.com")(length)}:x`,
  "labels of wildcards": (length) => `https://${repeat("*.")(length)}*`,
  wildcards: (length) => `https://git-codecommit.${"*".repeat(length)}.amazonaws.com`,
  digits: repeat("1"),
  colons: repeat("a:"),
  "settings": (length) => repeat("local\0file:.git/config\0url.ssh://evil.insteadof\nhttps://github.com\0")(length),
  "a setting's long name": (length) => `local\0file:a\0${"a.".repeat(length / 2)}\0`,
  "remotes": (length) => repeat("local\0file:.git/config\0remote.a.b.url\nhttps://x/v1/repos/a\0")(length),
};

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "a failure": (text) => gitFailure(text, { tried: "push" }),
  "a failure of git alone": (text) => gitFailure(text.replaceAll("\n", "\nfatal: "), { tried: "push" }),
  "a refused push": (text) => refusedPush(text, "origin", { gave: false, helpers: [] }),
  "a text without logins": withoutLogins,
  "a remote": (text) => readRemote(text),
  "an address to use": (text) => addressOf(text, PLACE),
  "an address without user": withoutUser,
  "an origin": originOf,
  "an endpoint": gitEndpoint,
  "a name": isRepositoryName,
  "a date": parseGitDate,
  "a subject": subjectOf,
  "a list of heads": (text) => headIn(text, "main"),
  "a refspec": (text) => trackingOf([text], "main"),
  "a setting's address": (text) => isAbout(text, URL),
  "settings for an address": (text) => refuseDetours(parseConfig(text, "/copy"), URL, { tried: "push" }),
  "rewritten addresses": (text) => rewritten(rewritesOf(parseConfig(text, "/copy"), "insteadof"), URL),
};

describe("what others wrote takes no longer than it is long", () => {
  for (const [reader, read] of Object.entries(READERS)) {
    it(`read as ${reader}`, () => {
      const slow = Object.entries(TEXTS).flatMap(([name, text]) => {
        const times = growth(text, read);
        return times < LINEAR ? [] : [`${name}: ${Math.round(times)}`];
      });
      expect(slow).toEqual([]);
    });
  }

  it("matches a host's labels as git does", () => {
    for (const scope of ["https://git-codecommit.*.amazonaws.com", "HTTPS://*.eu-west-1.Amazonaws.com:443/v1", `${URL}/`, "https://mira@git-codecommit.eu-west-1.amazonaws.com"]) {
      expect([scope, isAbout(scope, URL)]).toEqual([scope, true]);
    }
    for (const scope of ["https://*.amazonaws.com", "https://git-*.eu-west-1.amazonaws.com", "http://git-codecommit.eu-west-1.amazonaws.com", `${URL}2`, "*", ""]) {
      expect([scope, isAbout(scope, URL)]).toEqual([scope, false]);
    }
  });

  it.each([
    ["ssh://git-codecommit.eu-west-1.amazonaws.com/", "https://git-codecommit.eu-west-1.amazonaws.com/", true],
    ["codecommit::eu-west-1://kestrel@", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/", true],
    ["https://vpce-1a-2b.git-codecommit.eu-west-1.vpce.amazonaws.com/", "https://git-codecommit.eu-west-1.amazonaws.com/", true],
    ["https://git-codecommit.us-east-1.amazonaws.com/", "https://git-codecommit.eu-west-1.amazonaws.com/", false],
    ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/other-", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/", false],
    ["ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web", URL, false],
    ["https://git-codecommit.eu-west-1.amazonaws.com.evil.example/", "https://git-codecommit.eu-west-1.amazonaws.com/", false],
  ])("an address that begins with %s in place of %s is the same repository: %s", (base, beginning, same) => {
    const entries = parseConfig(`global\0file:/home/mira/.gitconfig\0url.${base}.insteadof\n${beginning}\0`, "/copy");
    const check = () => refuseDetours(entries, URL, { tried: "push" });
    if (same) expect(check).not.toThrow();
    else expect(check).toThrow("/home/mira/.gitconfig would lead to");
  });

  it("tells a bounded part of it", () => {
    const said = gitFailure(` ! [remote rejected] main -> main (${"x".repeat(1_000_000)})`, { tried: "push" });
    expect(said.message.length).toBeLessThan(1_000);
    expect(gitFailure(`fatal: ${"x".repeat(1_000_000)}`, { tried: "push" }).message.length).toBeLessThan(1_000);
    expect(gitFailure(`${"x".repeat(1_000_000)}\nerror: failed to push some refs`, { tried: "push" }).message.length).toBeLessThan(2_000);
  });
});
