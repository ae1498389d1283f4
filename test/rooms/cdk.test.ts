import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Branch } from "../../src/host/tree/rows.ts";
import { endings, environmentOf, isPlainPath, sourceOf } from "../../src/services/cdk/model.ts";
import { room } from "../../src/services/cdk/room.ts";
import { room as cloudFormation } from "../../src/services/cloudformation/room.ts";
import { useAccount } from "../unit/account.ts";
import { KESTREL, OpenFolder, contextAlone } from "./openFolder.ts";
import { RoomBench, failureOf } from "./roomBench.ts";

const context = contextAlone(KESTREL);
const newBench = () => new RoomBench(context, room.manifest, room.kinds, undefined, folder);
let folder: OpenFolder;
let bench: ReturnType<typeof newBench>;
beforeEach(() => {
  folder = new OpenFolder("cdk");
  bench = newBench();
});
afterEach(() => {
  bench.dispose();
  folder.dispose();
});

const APP = "kestrel/network";
const inFolder = (name: string) => path.join(folder.folder, name);
/** Changes what a file of JSON holds. */
function change(name: string, edit: (text: string) => string): void {
  writeFileSync(inFolder(name), edit(readFileSync(inFolder(name), "utf8")));
}

describe("apps of the CDK in the tree", () => {
  it("have stacks, those of stages too, with what they are called and where they belong; one of another region stands back", async () => {
    expect((await bench.row("kestrel/tools")).view().description).toBe("not synthesised yet");
    expect((await bench.row(APP)).view().description).toMatch(/^synthesised /);
    expect(await bench.outline((await bench.row(APP)) as Branch)).toEqual([
      "PlatformNetwork · platform-network · 418273650912, eu-west-1",
      "PlatformObservability · platform-observability · any account and region",
      "EdgeNetwork · 418273650912, us-east-1",
      "Staging/Network · Staging-Network · 418273650912, eu-central-1",
    ]);
    expect((await bench.row(APP, "EdgeNetwork")).view().icon).toMatchObject({ color: "descriptionForeground" });
  });

  it("have constructs with their source lines, without what the CDK adds to every stack", async () => {
    expect(await bench.outline((await bench.row(APP, "PlatformNetwork")) as Branch)).toEqual([
      "Vpc · network-stack.js:7 · aws_ec2.Vpc · Vpc8378EB38",
      "EndpointSecurityGroup · network-stack.js:8 · aws_ec2.SecurityGroup · EndpointSecurityGroup",
      "LogGroup · network-stack.js:9 · aws_logs.LogGroup · LogGroup",
    ]);
    expect(await bench.outline((await bench.row(APP, "Staging/Network", "Vpc", "PrivateSubnet2")) as Branch)).toEqual([
      "Subnet · network-stack.js:7 · CfnResource · VpcPrivateSubnet2",
    ]);
  });

  it("are read anew where a file changed, and the rows stay where they were", async () => {
    const stack = (await bench.row(APP, "PlatformNetwork")) as Branch;
    await bench.rows(stack);
    change("network/cdk.out/tree.json", (text) => text.replaceAll('"LogGroup"', '"AuditLog"').replaceAll("/LogGroup", "/AuditLog"));
    expect((await bench.rows(stack)).map((row) => row.view().label)).toContain("LogGroup");
    bench.filesChanged();
    await bench.settled();
    expect((await bench.rows(stack)).map((row) => row.view().label)).toEqual(["Vpc", "EndpointSecurityGroup", "AuditLog"]);
  });

  it("read nothing outside their folder, whatever their files say", async () => {
    change("network/cdk.out/manifest.json", (text) => text.replaceAll('"PlatformNetwork.template.json"', '"../../queues/cdk.json"').replace('"assembly-Staging",', '"../../queues/build/assembly",'));
    change("queues/cdk.json", () => '{"output": "../network/cdk.out"}');
    expect(await bench.outline((await bench.row(APP)) as Branch)).toHaveLength(3);
    expect(await failureOf(bench.run("openTemplate", await bench.row(APP, "PlatformNetwork")))).toMatchObject({ kind: "notFound" });
    expect(await bench.outline((await bench.row("kestrel/queues")) as Branch)).toEqual(["No stack: the app was not synthesised yet"]);
    expect((await bench.row("kestrel/queues")).tooltip()).toContain("Its output is outside the app's folder, and is not read");
    expect(folder.shown).toEqual([]);
  });
});

describe("a construct", () => {
  it("opens its line, though the app was synthesised on another machine", async () => {
    await bench.run("openSource", await bench.row(APP, "PlatformNetwork", "EndpointSecurityGroup"));
    expect(folder.shown).toEqual(["network/lib/network-stack.js:8"]);
    rmSync(inFolder("network/lib/network-stack.js"));
    const failure = await failureOf(bench.run("openSource", await bench.row(APP, "PlatformNetwork", "Vpc")));
    expect(failure).toMatchObject({ kind: "notFound", message: expect.stringContaining("no such file in the app's folder") as string });
  });

  it("leads to the stack's resource; one in a nested stack does not, whose name only CloudFormation knows", async () => {
    await bench.run("openResource", await bench.row(APP, "PlatformNetwork", "Vpc"));
    await bench.run("openStack", await bench.row(APP, "PlatformNetwork"));
    expect(bench.stackResources).toEqual(["platform-network/Vpc8378EB38", "platform-network"]);
    const nested = await bench.row(APP, "PlatformObservability", "Alarms", "Errors");
    expect(nested.view().facets).not.toContain("cdk.openResource");
    expect(nested.view().facets).toContain("cdk.openSource");
  });

  it("is found by the stack and the logical id of a resource, as deep as it stands", async () => {
    const origin = room.kinds.offers?.(bench.room).resourceOrigin;
    await origin?.open("platform-network", "VpcPrivateSubnet2", bench.context);
    expect(bench.revealed?.name()).toBe("PlatformNetwork/Vpc/PrivateSubnet2/Subnet");
    await expect(origin?.open("platform-network", "Nowhere", bench.context)).rejects.toThrow("the assembly of its app does not tell of it");
    await expect(origin?.open("parcel-web", "Service", bench.context)).rejects.toThrow("no app in the open folders was synthesised with that stack");
    // the stack of that name in another region is another one
    await expect(origin?.open("EdgeNetwork", "LogGroup", bench.context)).rejects.toThrow("no app in the open folders");
  });
});

describe("the command line of the project", () => {
  it("is run by Node in the app's folder with the row's profile, and no shell reads an argument", async () => {
    await bench.run("synth", await bench.row(APP));
    await bench.run("diff", await bench.row(APP, "PlatformNetwork"));
    await bench.run("deploy", await bench.row(APP, "PlatformNetwork"), true);
    const program = inFolder("node_modules/aws-cdk/bin/cdk");
    const common = { program: "node", folder: inFolder("network"), env: { AWS_REGION: "eu-west-1" } };
    expect(bench.terminals).toEqual([
      { ...common, title: "cdk synth --quiet", args: [program, "synth", "--quiet", "--profile", "kestrel"] },
      { ...common, title: "cdk diff PlatformNetwork", args: [program, "diff", "PlatformNetwork", "--profile", "kestrel"] },
      { ...common, title: "cdk deploy PlatformNetwork", args: [program, "deploy", "PlatformNetwork", "--progress", "events", "--profile", "kestrel"] },
    ]);
    expect(bench.plan).toMatch(/Call: cdk:deploy[^]*Stack platform-network: .*its code is run/);
  });

  it("is asked for no stack whose name could be an option or a pattern", async () => {
    change("network/cdk.out/manifest.json", (text) => text.replace('"displayName": "EdgeNetwork"', '"displayName": "--all"').replace('"displayName": "PlatformObservability"', '"displayName": "Platform*"'));
    for (const name of ["--all", "Platform*"]) {
      expect(await failureOf(bench.run("diff", await bench.row(APP, name)))).toMatchObject({ kind: "invalid" });
      expect(await failureOf(bench.run("deploy", await bench.row(APP, name)))).toMatchObject({ kind: expect.stringMatching(/invalid|conflict/) as string });
    }
    expect(bench.terminals).toEqual([]);
  });

  it("deploys nothing from a region that the stack is not meant for", async () => {
    const failure = await failureOf(bench.run("deploy", await bench.row(APP, "EdgeNetwork")));
    expect(failure).toMatchObject({ kind: "conflict", message: expect.stringContaining("meant for kestrel · us-east-1") as string });
  });

  it("is the project's own: without one it is said how to get it", async () => {
    rmSync(inFolder("node_modules"), { recursive: true });
    expect(await failureOf(bench.run("synth", await bench.row(APP)))).toMatchObject({ kind: "notFound", remedy: expect.stringContaining("npm install --save-dev aws-cdk") as string });
  });
});

describe("what an assembly tells", () => {
  it("has the first line of a trace that is the person's", () => {
    expect(sourceOf(["at new A (/app/node_modules/x/a.js:1:2)", "at node:internal/x:1:1", "at new Web (/app/lib/web.ts:12:5)"])).toEqual({ file: "/app/lib/web.ts", line: 12 });
    expect(sourceOf(["    at file:///app/bin/app.mjs:3:1"])).toEqual({ file: "/app/bin/app.mjs", line: 3 });
    expect(sourceOf(["at new Web (C:\\app\\lib\\web.js:7:9)"])).toEqual({ file: "C:\\app\\lib\\web.js", line: 7 });
    expect(sourceOf(["at <anonymous>", "", "at new X (native)", "x:0:1", "/a/b.js:0:0"])).toBeUndefined();
    expect(endings("C:\\build\\app\\..\\lib\\web.js")).toEqual(["C:/build/app/lib/web.js", "build/app/lib/web.js", "app/lib/web.js", "lib/web.js", "web.js"]);
  });

  it("has an environment as far as the app says one", () => {
    expect(environmentOf("aws://unknown-account/eu-west-1")).toEqual({ account: undefined, region: "eu-west-1" });
    expect(environmentOf("")).toEqual({ account: undefined, region: undefined });
    expect(["Prod/Api-2", "-x", "a b", "a;b", "*", "", "../x", "a\n"].map(isPlainPath)).toEqual([true, false, false, false, false, false, false, false]);
  });
});

describe("CloudFormation beside it", () => {
  const account = useAccount();

  it("shows a stack, and a resource of one, by their names, and asks for a resource's construct", async () => {
    const stacks = new RoomBench(account, cloudFormation.manifest, cloudFormation.kinds);
    const offered = cloudFormation.kinds.offers?.(stacks.room).stackResource;
    await offered?.open("platform-network", "Vpc8378EB38", stacks.context);
    expect(stacks.revealed?.view().label).toBe("Vpc8378EB38");
    await stacks.run("openOrigin", stacks.revealed);
    expect(stacks.origins).toEqual(["platform-network/Vpc8378EB38"]);
    await offered?.open("platform-network", undefined, stacks.context);
    expect(stacks.revealed?.view().label).toBe("platform-network");
    stacks.dispose();
  });
});
