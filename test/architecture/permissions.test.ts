import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { PERMISSIONS, permissionsOf, policyDocument } from "../../src/aws/permissions.ts";
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
    const notOurs = new Set(["git pull", "git push", "IAM PassRole"]); // what git and the services themselves ask for
    const idle = PERMISSIONS.map(({ service, operation }) => `${service} ${operation}`).filter((row) => !inUse.has(row) && !notOurs.has(row));
    expect(idle).toEqual([]);
  });

  it("keeps writes out of the policy for reading", () => {
    const read = policyDocument("read").Statement.flatMap((statement) => statement.Action);
    const writes = PERMISSIONS.filter((row) => row.access === "write").flatMap((row) => row.actions);
    expect(writes).toContain("codepipeline:StartPipelineExecution");
    expect(read.filter((action) => writes.includes(action))).toEqual([]);
  });

  it("grants git's own actions and passing roles", () => {
    const all = policyDocument("readWrite").Statement.flatMap((statement) => statement.Action);
    expect(all).toEqual(expect.arrayContaining(["codecommit:GitPull", "codecommit:GitPush", "iam:PassRole"]));
  });

  it("stands in the committed documents", () => {
    const committed = (name: string): unknown => JSON.parse(readFileSync(path.join(root, "media", name), "utf8"));
    expect(committed("iam-policy-read.json")).toEqual(policyDocument("read"));
    expect(committed("iam-policy-read-write.json")).toEqual(policyDocument("readWrite"));
  });
});
