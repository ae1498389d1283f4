import { describe, expect, it } from "vitest";
import { laidOut } from "../../src/base/jsonText.ts";
import { roleUsersOf } from "../../src/host/kinds/foundUsers.ts";
import { partsOf } from "../../src/host/kinds/start.ts";
import type { Branch } from "../../src/host/tree/rows.ts";
import { room as codebuild } from "../../src/services/codebuild/room.ts";
import { room as codepipeline } from "../../src/services/codepipeline/room.ts";
import { room as ecs } from "../../src/services/ecs/room.ts";
import { decoded, principalsOf, statementAt } from "../../src/services/iam/model.ts";
import { room } from "../../src/services/iam/room.ts";
import { UNPACED, useAccount } from "../unit/account.ts";
import { RoomBench, failureOf } from "./roomBench.ts";
import { useBench } from "./useBench.ts";

const account = useAccount(undefined, UNPACED);
const bench = useBench(account, room);

const calls = async (operation: string) => (await account().control.calls())[`iam:${operation}`] ?? 0;
const role = async (...labels: readonly string[]) => (await bench().row(...labels)) as Branch;
const SERVICE = "arn:aws:ecs:eu-west-1:418273650912:service/kestrel-production/parcel-api";

describe("roles in their tree", () => {
  it("tell when they were used and their path, and their policies without another call", async () => {
    const lines = await bench().outline();
    expect(lines).toContainEqual(expect.stringMatching(/^batch-instances · used .* ago$/));
    expect(lines.some((line) => line.endsWith("not used in 400 days"))).toBe(true);
    await bench().filter("kestrel-runb");
    expect(await bench().outline(await role("kestrel-runbooks"))).toEqual(["Trust policy · ssm.amazonaws.com", "restart-services · inline", "Used by · in this region, as far as it is known here"]);
    const asked = await account().control.calls();
    expect(Object.keys(asked).filter((name) => name.startsWith("iam:"))).toEqual(["iam:GetAccountAuthorizationDetails"]);
    await bench().filter("/service-role/");
    const found = await bench().outline();
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter((line) => !line.startsWith("Load more")).every((line) => line.endsWith("· /service-role/"))).toBe(true);
    await bench().filter("platform-eng");
    expect((await bench().outline(await role("platform-engineers"))).slice(0, 4)).toEqual([
      expect.stringContaining("Trust policy · account "), "guard-rails · inline", "PowerUserAccess · attached · of AWS", "kestrel-boundary · boundary",
    ]);
  });

  it("open their documents decoded and laid out, wherever these come from", async () => {
    await bench().filter("platform-eng");
    const open = async (label: string) => {
      await bench().run("openDocument", await bench().row("platform-engineers", label));
      const { name, text } = bench().documents.at(-1) ?? { name: "", text: "" };
      expect(text).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
      return `${name} ${text}`;
    };
    expect(await open("Trust policy")).toMatch(/^platform-engineers-trust\.json [^]*"sts:AssumeRole"/);
    expect(await open("guard-rails")).toContain('"Sid": "NoProductionSecrets"');
    expect(await open("PowerUserAccess")).toContain('"NotAction"');
    expect(await open("kestrel-boundary")).toContain('"NeverTheTrail"');
    expect(await calls("GetPolicyVersion")).toBe(2);
  });

  it("are found by an ARN with a path", async () => {
    await bench().room.open({ partition: "aws", service: "iam", region: "", account: "418273650912", resource: "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS" }, bench().context);
    expect(bench().revealed?.name()).toBe("AWSServiceRoleForECS");
  });
});

describe("who uses a role", () => {
  it("is told by each service's room, and a service that may not be asked hides nobody else", async () => {
    const benches = [new RoomBench(account, codebuild.manifest, codebuild.kinds), new RoomBench(account, codepipeline.manifest, codepipeline.kinds), new RoomBench(account, ecs.manifest, ecs.kinds)] as const;
    const sources = [partsOf(benches[0].room, codebuild.kinds), partsOf(benches[1].room, codepipeline.kinds), partsOf(benches[2].room, ecs.kinds)].map(({ offers }) => offers?.roleUsers);
    const own = bench().roleUsers;
    bench().roleUsers = async (arn, context, signal) => {
      const [mine, others] = [await own(arn, context, signal), await roleUsersOf(sources.flatMap((one) => one ?? []), arn, context, signal)];
      return { users: [...mine.users, ...others.users], failures: others.failures };
    };
    const usersOf = async (name: string) => {
      await bench().filter(name);
      return bench().outline(await role(name, "Used by"));
    };
    expect(await usersOf("codebuild-parcel-api-build")).toEqual(["parcel-api-build · project"]);
    expect(await usersOf("codepipeline-parcel-api")).toEqual(["parcel-api-release · pipeline"]);
    expect(await usersOf("parcel-api-TaskRole")).toEqual([expect.stringMatching(/^parcel-api · service of kestrel-production, its tasks act as it$/)]);
    expect(await usersOf("address-validator-FunctionRole")).toEqual(["address-validator · function"]);
    // several services were asked for all that they have: that is not done again by itself
    expect((await role("address-validator-FunctionRole", "Used by")).pollInterval([])).toBeUndefined();
    expect((await usersOf("batch-instances")).toSorted()).toEqual(["batch-night-run · instance profile", "batch-spot · instance profile", "batch-workers · instance profile"]);
    await account().control.addFaults({ kind: "denied", service: "ecs" });
    const left = await usersOf("parcel-web-TaskRole");
    expect(left).toEqual([expect.stringMatching(/^Access denied.* · not all is known$/)]);
    for (const one of benches) one.dispose();
  });
});

describe("the simulation", () => {
  const simulate = async (name: string, actions: string, resource: string) => {
    await bench().filter(name);
    await bench().run("simulate", await role(name), actions, resource);
    return bench().documents.at(-1)?.text ?? "";
  };

  it("tells which statement allows, that none does, what conditions ask for, and what it cannot see", async () => {
    const text = await simulate("kestrel-runbooks", "ecs:UpdateService, ecs:DescribeServices ecs:ListTasks", SERVICE);
    expect(text).toMatch(/ecs:UpdateService: allowed\n {2}by statement Restart of restart-services \(inline\)\n {4}\{\n {6}"Sid": "Restart"/);
    expect(text).toContain("ecs:DescribeServices: denied: no statement allows it\n");
    expect(text).toContain("Conditions ask for ecs:cluster");
    expect(text).toContain("Not seen: service and resource control policies");
    expect(await calls("SimulatePrincipalPolicy")).toBe(1);
  });

  it("tells a deny before what allows, and what the boundary keeps away", async () => {
    const secret = "arn:aws:secretsmanager:eu-west-1:418273650912:secret:kestrel/production/key";
    expect(await simulate("platform-engineers", "secretsmanager:GetSecretValue", secret)).toMatch(/: denied by a statement\n {2}by statement NoProductionSecrets of guard-rails/);
    expect(await simulate("platform-engineers", "ecs:RunTask", "*")).toContain("ecs:RunTask: denied: the role's boundary does not allow it\n  by a statement of PowerUserAccess (attached)");
  });

  it("asks for actions and an ARN, and sends nothing else", async () => {
    await bench().filter("kestrel-runbooks");
    const failed = async (...answers: readonly string[]) => (await failureOf(bench().run("simulate", await role("kestrel-runbooks"), ...answers))).message;
    expect(await failed("s3:*")).toContain("s3:* is no action");
    expect(await failed("")).toContain("At least one action");
    expect(await failed("s3:GetObject", "bucket")).toContain("An ARN, or * for any");
    expect(await calls("SimulatePrincipalPolicy")).toBe(0);
  });
});

describe("documents as others write them", () => {
  it("are read as far as they are what they should be", () => {
    expect(decoded("%7B%22a%22%3A%20%22%2B%22%7D")).toBe('{"a": "+"}');
    expect(decoded("50% off")).toBe("50% off");
    expect(laidOut("no JSON")).toBe("no JSON");
    expect(principalsOf("no JSON")).toEqual({ names: [], isOpen: false });
    const trust = (Principal: unknown, more: object = {}) => JSON.stringify({ Statement: { Effect: "Allow", Principal, ...more } });
    expect(principalsOf(trust("*"))).toEqual({ names: ["anybody"], isOpen: true });
    expect(principalsOf(trust({ AWS: "*" }, { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })).isOpen).toBe(false);
    expect(principalsOf(trust({ AWS: ["arn:aws:iam::111122223333:root", "444455556666", "arn:aws:iam::1:role/a/deploy"], Service: "ec2.amazonaws.com" })).names).toEqual([
      "account 111122223333", "account 444455556666", "deploy", "ec2.amazonaws.com",
    ]);
    expect(statementAt('{"Statement":[{"Sid":"A"}]}', { Line: 1, Column: 15 }, { Line: 1, Column: 26 })?.sid).toBe("A");
    expect(statementAt("{}", { Line: 9, Column: 1 }, { Line: 9, Column: 4 })).toBeUndefined();
  });
});
