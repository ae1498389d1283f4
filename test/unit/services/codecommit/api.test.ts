import { describe, expect, it } from "vitest";
import { CodeCommitApi } from "../../../../src/services/codecommit/api.ts";
import { addressOf, gitEndpoint, gitUrl, isAt, isRepositoryName, originOf, parseGitDate, readRemote, refuseName } from "../../../../src/services/codecommit/model.ts";
import { useAccount } from "../../account.ts";

const account = useAccount();
const api = () => new CodeCommitApi(account().session);

describe("CodeCommit", () => {
  it("lists and describes repositories", async () => {
    const names = await api().allRepositories();
    expect(names).toEqual([...names].sort());
    expect(names.length).toBeGreaterThan(25);
    const described = await api().describe([...names, "gone"]);
    expect(described.map(({ name }) => name)).toEqual(names);
    expect(described.find(({ name }) => name === "parcel-web")).toMatchObject({
      defaultBranch: "main",
      arn: "arn:aws:codecommit:eu-west-1:418273650912:parcel-web",
    });
    expect((await api().get("crew-rostering")).defaultBranch).toBeUndefined();
    await expect(api().get("no-such")).rejects.toMatchObject({ kind: "notFound" });
  });

  it("walks a branch's history page by page, one call a commit", async () => {
    const client = api();
    const { names } = await client.listBranches("parcel-web", undefined);
    expect(names).toContain("fix/größe-prüfen");
    const head = await client.headOf("parcel-web", "fix/größe-prüfen");
    const first = await client.history("parcel-web", [head], 10, new Set());
    expect(first.commits).toHaveLength(10);
    expect(first.commits[0]).toMatchObject({ id: head, subject: "Try größe-prüfen" });
    await account().control.clearCalls();
    const second = await client.history("parcel-web", first.rest, 10, new Set(first.commits.map(({ id }) => id)));
    expect((await account().control.calls())["codecommit:GetCommit"]).toBe(10);
    const all = await api().history("parcel-web", [head], 1000, new Set());
    expect(all.rest).toEqual([]);
    expect(all.commits.slice(0, 20)).toEqual([...first.commits, ...second.commits]);
    expect(all.commits.map(({ at }) => at)).toEqual(all.commits.map(({ at }) => at).sort((a, b) => b - a));
  });

  it("names the missing action", async () => {
    await account().control.addFaults({ kind: "denied", service: "codecommit" });
    await expect(api().listRepositories(undefined)).rejects.toMatchObject({
      kind: "denied",
      missingAction: "codecommit:ListRepositories",
    });
  });
});

describe("addresses", () => {
  it.each([
    [{ region: "eu-west-1", endpoint: undefined }, "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/a"],
    [{ region: "cn-north-1", endpoint: undefined }, "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/a"],
    [{ region: "us-gov-west-1", endpoint: undefined }, "https://git-codecommit.us-gov-west-1.amazonaws.com/v1/repos/a"],
    [{ region: "us-east-1", endpoint: undefined, fips: true }, "https://git-codecommit-fips.us-east-1.amazonaws.com/v1/repos/a"],
    [{ region: "eusc-de-east-1", endpoint: undefined }, "https://git-codecommit.eusc-de-east-1.amazonaws.eu/v1/repos/a"],
    [{ region: "eu-west-1", endpoint: gitEndpoint("http://127.0.0.1:4566/") }, "http://127.0.0.1:4566/v1/repos/a"],
  ])("of %o is %s", (place, url) => {
    expect(gitUrl(place, "a")).toBe(url);
    const remote = readRemote(url);
    expect(remote?.repository).toBe("a");
    expect(remote !== undefined && isAt(remote, place)).toBe(true);
  });

  it.each([
    "https://codecommit.eu-west-1.amazonaws.com",
    "https://codecommit-fips.us-east-1.amazonaws.com/",
    "https://vpce-1a-2b.codecommit.eu-west-1.vpce.amazonaws.com",
    "https://codecommit.cn-north-1.amazonaws.com.cn",
    undefined,
  ])("an API endpoint of AWS itself serves no git: %s", (endpoint) => {
    expect(gitEndpoint(endpoint)).toBeUndefined();
    expect(gitEndpoint("https://aws.example/amazonaws.com")).toBe("https://aws.example/amazonaws.com");
  });

  it("keeps the profile that git-remote-codecommit is to use", () => {
    expect(readRemote("codecommit::eu-west-1://kestrel@a")).toEqual({ repository: "a", region: "eu-west-1", endpoint: undefined, profile: "kestrel" });
    expect(readRemote("codecommit://a")).not.toHaveProperty("profile");
  });

  const ireland = { region: "eu-west-1", endpoint: undefined };
  it.each([
    ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/my.repo", "my.repo", true],
    ["https://AKIA%25x@git-codecommit-fips.us-east-1.amazonaws.com/v1/repos/a/", "a", false],
    ["ssh://APKA@git-codecommit.eu-west-1.amazonaws.com/v1/repos/a", "a", true],
    ["https://vpce-1a-2b.git-codecommit.eu-west-1.vpce.amazonaws.com/v1/repos/a", "a", true],
    ["codecommit::eu-west-1://a", "a", true],
    ["codecommit://kestrel@a", "a", true],
    ["http://127.0.0.1:4566/v1/repos/a", "a", false],
    ["codecommit://role@acct@repo", "repo", true],
    ["codecommit::eu-west-1://kestrel@a/", "a", true],
    ["CodeCommit::EU-WEST-1://a", "a", true],
    ["ssh://git-codecommit.eu-west-1.amazonaws.com:22/v1/repos/x", "x", true],
    ["ssh://APKA@Git-CodeCommit.EU-West-1.amazonaws.com/v1/repos/x/", "x", true],
    ["APKA@git-codecommit.eu-west-1.amazonaws.com:/v1/repos/x", "x", true],
    ["git-codecommit.eu-west-1.amazonaws.com:v1/repos/x", "x", true],
    ["https://git-codecommit.eu-west-1.amazonaws.com:443/v1/repos/a", "a", true],
    ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/a//", "a", true],
    ["HTTPS://GIT-CODECOMMIT.EU-WEST-1.AMAZONAWS.COM/v1/repos/Web", "Web", true],
    ["https://git-codecommit.eu-west-1.amazonaws.com:8443/v1/repos/a", "a", false],
  ])("reads %s", (url, repository, here) => {
    const remote = readRemote(url);
    expect(remote?.repository).toBe(repository);
    expect(remote !== undefined && isAt(remote, ireland)).toBe(here);
  });

  it("keeps a profile that has an @ in its name, and an endpoint whatever its case", () => {
    expect(readRemote("codecommit://role@acct@repo")?.profile).toBe("role@acct");
    expect(readRemote("http://LocalHost:80/aws/v1/repos/a")?.endpoint).toBe("http://localhost/aws");
    expect(gitEndpoint("HTTP://LocalHost:80/aws//")).toBe("http://localhost/aws");
  });

  it.each(["https://github.com/a/b.git", "git@github.com:a/b.git", "/srv/git/a", "https://evil.example/git-codecommit.eu-west-1.amazonaws.com",
    "https://git-codecommit.eu-west-1.amazonaws.com@evil.example/web",
    "ssh://git-codecommit.eu-west-1.amazonaws.com.evil.example/v1/repos/a",
    "ssh://git-codecommit.eu-west-1.amazonaws.com:2222/v1/repos/a",
    "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/..",
    "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/a?b",
    "codecommit://kestrel@../a",
  ])(
    "does not take %s for one",
    (url) => {
      expect(readRemote(url)).toBeUndefined();
    },
  );

  it("keeps an HTTPS address of its own and turns the others into one", () => {
    const fips = "https://git-codecommit-fips.eu-west-1.amazonaws.com/v1/repos/a";
    expect(addressOf(fips.replace("//", "//user@"), ireland)).toBe(fips);
    expect(addressOf("HTTPS://mira@Git-CodeCommit-fips.eu-west-1.amazonaws.com:443/v1/repos/a//", ireland)).toBe(fips);
    expect(originOf("https://mira@Git-CodeCommit-fips.eu-west-1.amazonaws.com:443/v1")).toBe(originOf(fips));
    expect(addressOf("codecommit::eu-west-1://a", ireland)).toBe("https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/a");
  });

  it.each(["..", ".", "", "../.config/x", "a/b", "a\\b", "C:", "-x\n", "a b", "a\u0000", "x".repeat(101)])("no repository has the name %j", (name) => {
    expect(isRepositoryName(name)).toBe(false);
    expect(() => refuseName(name, "clone")).toThrow("Could not clone");
    expect(isRepositoryName("...") && isRepositoryName("My.repo-1_x")).toBe(true);
  });

  it("reads dates as git writes them", () => {
    expect(parseGitDate("1484167798 -0800")).toBe(1_484_167_798_000);
    expect(parseGitDate("yesterday")).toBeUndefined();
  });
});
