import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectionUsersOf } from "../../src/host/kinds/foundUsers.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { providerText } from "../../src/services/codeconnections/model.ts";
import { room } from "../../src/services/codeconnections/room.ts";
import { room as pipelines } from "../../src/services/codepipeline/room.ts";
import { useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

const account = useAccount();
const newBench = () => new RoomBench(account, room.manifest, room.kinds);
const newPipelines = () => new RoomBench(account, pipelines.manifest, pipelines.kinds);
let bench: ReturnType<typeof newBench>;
let others: ReturnType<typeof newPipelines>;
beforeEach(() => {
  bench = newBench();
  others = newPipelines();
  const offered = pipelines.kinds.offers?.(others.room).connectionUsers;
  bench.connectionUsers = (connection, context, signal) => connectionUsersOf(offered === undefined ? [] : [offered], connection, context, signal);
});
afterEach(() => {
  bench.dispose();
  others.dispose();
});

describe("CodeConnections in its tree", () => {
  it("marks what is pending and what failed, and shows below a host what goes to it, in one call a list", async () => {
    const lines = await bench.outline();
    expect(lines).toContain("partners-bitbucket · pending: to be finished in the console · Bitbucket");
    expect(lines).toContain("customs-gitlab · error · GitLab");
    expect(lines).toContain("kestrel-github · GitHub");
    expect((await bench.row("partners-bitbucket")).view().icon).toMatchObject({ id: "warning" });
    expect((await bench.row("customs-gitlab")).view().icon).toMatchObject({ id: "error" });
    await account().control.clearCalls();
    const below = await bench.outline((await bench.row("Hosts", "ghe-frankfurt")) as Branch);
    expect(below.map((line) => line.split(" · ")[0] ?? "").toSorted((a, b) => a.localeCompare(b))).toEqual(["depots-ghe", "firmware-ghe", "platform-ghe"]);
    expect(await account().control.calls()).toEqual({ "codestar-connections:ListHosts": 1, "codestar-connections:ListConnections": 1 });
    expect((await bench.row("Hosts", "ghe-legacy")).view().description).toMatch(/^VPC failed initialization · https:/);
  });

  it("finds a connection by either of its ARNs: an older one begins in another way", async () => {
    const row = await bench.row("kestrel-github");
    const ref = row.ref();
    if (ref === undefined) throw new Error("no ARN");
    expect(ref.service).toBe("codeconnections");
    await bench.room.open({ ...ref, service: "codestar-connections" }, bench.context);
    expect(bench.revealed?.id).toBe(row.id);
  });

  it("finishes a pending connection on its console page, and offers that on no other", async () => {
    const pending = await bench.row("partners-bitbucket");
    await bench.run("finish", pending);
    const id = pending.ref()?.resource.replace("connection/", "") ?? "";
    expect(bench.opened).toEqual([`codesuite/settings/418273650912/eu-west-1/connections/${id}`]);
    expect((await bench.row("kestrel-github")).view().facets).not.toContain("codeconnections.finish");
  });

  it("says providers as people do", () => {
    const names = ["GitHub", "GitHubEnterpriseServer", "GitLab", "GitLabSelfManaged", "Bitbucket"].map(providerText);
    expect(names).toEqual(["GitHub", "GitHub Enterprise Server", "GitLab", "GitLab Self Managed", "Bitbucket"]);
  });
});

describe("what uses a connection", () => {
  it("is looked for among all pipelines, whose definitions are kept, and is opened", async () => {
    await account().control.clearCalls();
    await bench.run("showUsers", await bench.row("kestrel-github"), "customs-documents-release");
    expect(bench.asked.at(-1)?.lines).toEqual([
      "customs-documents-release · kestrel-logistics/customs-documents · main",
      "pricing-engine-release · kestrel-logistics/pricing-engine · main",
    ]);
    expect(bench.opened).toEqual([expect.stringMatching(/^arn:aws:codepipeline:eu-west-1:.*:customs-documents-release$/)]);
    await account().control.clearCalls();
    await bench.run("showUsers", await bench.row("customs-gitlab"), false);
    expect(bench.asked.at(-1)?.title).toBe("No pipeline in eu-west-1 uses customs-gitlab.");
    expect(await account().control.calls()).not.toHaveProperty("codepipeline:GetPipeline");
  });

  it("is not said to be nothing where pipelines may not be read", async () => {
    await account().control.addFaults({ kind: "denied", service: "codepipeline", operation: "GetPipeline" });
    const failure = await failureOf(bench.run("showUsers", await bench.row("kestrel-github")));
    expect(failure).toMatchObject({ kind: "denied", missingAction: "codepipeline:GetPipeline" });
    expect(failure.message).toMatch(/^Could not read \d+ pipelines of \d+/);
  });
});
