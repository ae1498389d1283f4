import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { policyDocument } from "../../scripts/policies.mjs";
import { PERMISSIONS, permissionsOf } from "../../src/aws/permissions.ts";
import { importsOf, root, sourceFiles } from "./sources.ts";

/** Commands of the SDK that the shipped code imports, with the service id of their client. */
async function commandsInUse(): Promise<{ file: string; service: string; operation: string }[]> {
  const found = [];
  for (const file of sourceFiles().filter((name) => !name.startsWith("src/simulator/"))) {
    for (const { specifier, names } of importsOf(file)) {
      const commands = names.filter((name) => name.endsWith("Command"));
      const client = names.find((name) => name.endsWith("Client"));
      if (!specifier.startsWith("@aws-sdk/client-") || commands.length === 0) continue;
      if (client === undefined) throw new Error(`${file} imports commands of ${specifier} without its client`);
      const sdk = (await import(specifier)) as Record<string, new (settings: object) => { config: { serviceId: string } }>;
      const Client = sdk[client];
      if (Client === undefined) throw new Error(`${specifier} has no ${client}`);
      const { serviceId } = new Client({ region: "us-east-1" }).config;
      found.push(...commands.map((name) => ({ file, service: serviceId, operation: name.replace(/Command$/, "") })));
    }
  }
  return found;
}

describe("the permission table", () => {
  it("has a row for every command in use", async () => {
    const inUse = await commandsInUse();
    expect(inUse.length).toBeGreaterThan(15);
    const missing = inUse.filter(({ service, operation }) => permissionsOf(service, operation) === undefined);
    expect(missing).toEqual([]);
  });

  it("has no row for a command that nobody sends", async () => {
    const inUse = new Set((await commandsInUse()).map(({ service, operation }) => `${service} ${operation}`));
    const notOurs = new Set(["git pull", "git push"]); // what git asks for
    const idle = PERMISSIONS.map(({ service, operation }) => `${service} ${operation}`).filter((row) => !inUse.has(row) && !notOurs.has(row));
    expect(idle).toEqual([]);
  });

  it("keeps writes and what is secret out of the policy for reading", async () => {
    const read = (await policyDocument(PERMISSIONS, "read")).Statement.flatMap((statement) => statement.Action);
    const writes = PERMISSIONS.filter((row) => row.access === "write").flatMap((row) => row.actions);
    expect(writes).toContain("codepipeline:StartPipelineExecution");
    expect(read.filter((action) => writes.includes(action))).toEqual([]);
    expect(read).toContain("secretsmanager:ListSecrets");
    expect(read).not.toContain("secretsmanager:GetSecretValue");
  });

  it("grants what is in it, git's own actions too, and nothing else", async () => {
    const all = (await policyDocument(PERMISSIONS, "readWrite")).Statement.flatMap((statement) => statement.Action);
    expect(all.toSorted()).toEqual([...new Set(PERMISSIONS.flatMap((row) => row.actions))].toSorted());
    expect(all).toEqual(expect.arrayContaining(["codecommit:GitPull", "codecommit:GitPush"]));
    // no call passes a role
    expect(all.filter((action) => action.startsWith("iam:") && !/^iam:(Get|List|Simulate)/.test(action))).toEqual([]);
  });

  it("limits an action to its resources where the service does", async () => {
    const { Statement } = await policyDocument(PERMISSIONS, "readWrite");
    const resource = (action: string) => Statement.find(({ Action }) => Action.includes(action))?.Resource;
    const arn = (service: string, name: string) => `arn:\${Partition}:${service}:\${Region}:\${Account}:${name}`;
    expect(resource("codepipeline:StartPipelineExecution")).toBe(arn("codepipeline", "*"));
    expect(resource("codebuild:StopBuild")).toBe(arn("codebuild", "project/*"));
    expect(resource("cloudformation:CancelUpdateStack")).toBe(arn("cloudformation", "stack/*"));
    expect(resource("codepipeline:ListPipelines")).toBe("*");
    // it is asked for the stacks of a region, too
    expect(resource("cloudformation:DescribeStacks")).toBe("*");
    // the service knows no resource of it
    expect(resource("codedeploy:StopDeployment")).toBe("*");
  });

  it("makes statements that IAM takes once the three placeholders are replaced", async () => {
    const { Statement } = await policyDocument(PERMISSIONS, "readWrite");
    const sids = Statement.map(({ Sid }) => Sid);
    expect(sids.filter((sid) => !/^[a-zA-Z0-9]+$/.test(sid))).toEqual([]);
    expect(new Set(sids).size).toBe(sids.length);
    const values: Record<string, string> = { Partition: "aws", Region: "eu-west-1", Account: "111122223333" };
    const filled = Statement.flatMap(({ Resource }) => Resource).map((arn) =>
      arn.replaceAll(/\$\{(\w+)\}/g, (all, name: string) => values[name] ?? all),
    );
    const valid = /^(\*|arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:[\w:/*.-]+)$/;
    expect(filled.filter((arn) => !valid.test(arn))).toEqual([]);
  });

  it("does not take an action that does not exist", async () => {
    const wrong = { service: "CodeBuild", operation: "Start", access: "write", actions: ["codebuild:Start"] } as const;
    await expect(policyDocument([wrong], "readWrite")).rejects.toThrow("There is no IAM action codebuild:Start.");
  });

  it("stands in the committed documents", async () => {
    const committed = (name: string): unknown => JSON.parse(readFileSync(path.join(root, "media", name), "utf8"));
    expect(committed("iam-policy-read.json")).toEqual(await policyDocument(PERMISSIONS, "read"));
    expect(committed("iam-policy-read-write.json")).toEqual(await policyDocument(PERMISSIONS, "readWrite"));
  });
});
