import {
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import type { ContextEntry } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PolicyDocument, PolicyStatement } from "../../../src/simulator/services/iam/documents.ts";
import { documentText } from "../../../src/simulator/services/iam/documents.ts";
import { type Source, evaluate } from "../../../src/simulator/services/iam/evaluate.ts";
import { clientOptions, openBench } from "./support.ts";
import type { Bench } from "./support.ts";

let bench: Bench;
let iam: IAMClient;
beforeAll(async () => {
  bench = await openBench();
  iam = new IAMClient(clientOptions(bench.simulator));
});
afterAll(async () => {
  iam.destroy();
  await bench.close();
});

const ARN = "arn:aws:iam::418273650912";
const failure = (work: Promise<unknown>) => work.then(() => "", (error: unknown) => (error as Error).name);
const read = (document: string | undefined) => JSON.parse(decodeURIComponent(document ?? "")) as PolicyDocument;

describe("roles", () => {
  it("are listed page by page, those of stacks too, and below a path", async () => {
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.send(new ListRolesCommand({ MaxItems: 40, Marker }));
      names.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
      expect(page.IsTruncated).toBe(page.Marker !== undefined);
      Marker = page.Marker;
    } while (Marker !== undefined);
    expect(names.length).toBeGreaterThan(40);
    expect(new Set(names).size).toBe(names.length);
    expect(names.some((name) => name?.startsWith("parcel-api-TaskRole-"))).toBe(true);
    const linked = await iam.send(new ListRolesCommand({ PathPrefix: "/aws-service-role/" }));
    expect(linked.Roles?.map(({ Arn }) => Arn)).toEqual([`${ARN}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`]);
  });

  it("tell their trust, policies and profiles, percent-encoded, call by call and all at once", async () => {
    const RoleName = "platform-engineers";
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B/);
    expect(read(Role?.AssumeRolePolicyDocument).Statement).toMatchObject([{ Action: "sts:AssumeRole" }]);
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(`${ARN}:policy/boundaries/kestrel-boundary`);
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toEqual([{ PolicyName: "PowerUserAccess", PolicyArn: "arn:aws:iam::aws:policy/PowerUserAccess" }]);
    const { PolicyNames: [PolicyName] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    expect(read(inline.PolicyDocument).Statement).toMatchObject([{ Sid: "NoProductionSecrets", Effect: "Deny" }]);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: "arn:aws:iam::aws:policy/PowerUserAccess" }));
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: Policy?.Arn, VersionId: Policy?.DefaultVersionId }));
    expect(read(version.PolicyVersion?.Document).Statement).toMatchObject([{ NotAction: expect.arrayContaining(["iam:*"]) as string[] }, {}]);
    const all = (await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: 1000 }))).RoleDetailList ?? [];
    expect(all.find((one) => one.RoleName === RoleName)?.RolePolicyList?.[0]?.PolicyDocument).toBe(inline.PolicyDocument);
    expect(all.filter(({ RoleLastUsed }) => RoleLastUsed?.LastUsedDate === undefined).length).toBeGreaterThan(0);
    const profiles = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "batch-instances" }));
    expect(profiles.InstanceProfiles).toHaveLength(3);
    expect(await failure(iam.send(new GetRoleCommand({ RoleName: "no-such" })))).toBe("NoSuchEntityException");
    expect(await failure(iam.send(new GetPolicyCommand({ PolicyArn: "arn:aws:iam::aws:policy/NoSuch" })))).toBe("NoSuchEntityException");
  });

  it("may do what their policies say, and the statement that decides is told by its place", async () => {
    const simulate = async (role: string, ActionNames: string[], resource = "*", ContextEntries: ContextEntry[] = []) =>
      (await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: `${ARN}:role/${role}`, ActionNames, ResourceArns: [resource], ContextEntries }))).EvaluationResults ?? [];
    const service = "arn:aws:ecs:eu-west-1:418273650912:service/kestrel-production/parcel-api";
    const [update, describeServices, tasks] = await simulate("kestrel-runbooks", ["ecs:UpdateService", "ecs:DescribeServices", "ecs:ListTasks"], service);
    expect(update).toMatchObject({ EvalDecision: "allowed", MatchedStatements: [{ SourcePolicyId: "role_kestrel-runbooks_restart-services", StartPosition: { Line: 4, Column: 5 } }] });
    expect(describeServices).toMatchObject({ EvalDecision: "implicitDeny", MatchedStatements: [] });
    expect(tasks).toMatchObject({ EvalDecision: "implicitDeny", MissingContextValues: ["ecs:cluster"] });
    const region = { ContextKeyName: "aws:RequestedRegion", ContextKeyType: "string" as const };
    const inside = [{ ...region, ContextKeyValues: ["eu-west-1"] }];
    const [secret] = await simulate("platform-engineers", ["secretsmanager:GetSecretValue"], "arn:aws:secretsmanager:eu-west-1:1:secret:kestrel/production/x", inside);
    expect(secret?.EvalDecision).toBe("explicitDeny");
    const [run] = await simulate("platform-engineers", ["ecs:RunTask"], "*", inside);
    expect(run).toMatchObject({ EvalDecision: "allowed", PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true } });
    const [outside] = await simulate("platform-engineers", ["ecs:RunTask"], "*", [{ ...region, ContextKeyValues: ["sa-east-1"] }]);
    expect(outside).toMatchObject({ EvalDecision: "implicitDeny", PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } });
  });
});

describe("the evaluation of policies", () => {
  const source = (...Statement: PolicyStatement[]): Source => ({ id: "p", type: "role", document: { Statement } });
  const decide = (statements: PolicyStatement[], action: string, resource: string, context: Readonly<Record<string, string>> = {}) =>
    evaluate([source(...statements)], undefined, { action, resource, context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value]])) }).decision;
  const allow = (more: Partial<PolicyStatement>): PolicyStatement => ({ Effect: "Allow", Action: "*", Resource: "*", ...more });

  it.each([
    [allow({ Action: "S3:get*" }), "s3:GetObject", "*", "allowed"],
    [allow({ Action: "s3:get?bject" }), "s3:GetObjects", "*", "implicitDeny"],
    [allow({ Resource: "arn:aws:s3:::Logs/*" }), "s3:GetObject", "arn:aws:s3:::logs/a", "implicitDeny"],
    [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }, "iam:GetRole", "*", "implicitDeny"],
    [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }, "s3:GetObject", "*", "allowed"],
    [{ Effect: "Allow", Action: "*", NotResource: ["arn:a:*"] }, "s3:GetObject", "arn:a:b", "implicitDeny"],
    [{ Effect: "Allow", Action: "*", NotResource: ["arn:a:*"] }, "s3:GetObject", "arn:b:b", "allowed"],
    [{ Effect: "Deny", Action: "s3:*", Resource: "*" }, "s3:GetObject", "*", "explicitDeny"],
  ] as const)("%o: %s on %s is %s", (statement, action, resource, decision) => {
    expect(decide([statement], action, resource)).toBe(decision);
    // a deny counts more than whatever else allows
    if (decision === "explicitDeny") expect(decide([allow({}), statement], action, resource)).toBe(decision);
  });

  it.each([
    ["StringEquals", "a", "a", true], ["StringEquals", "a", "A", false], ["StringNotEquals", "a", "b", true], ["StringNotEquals", "a", undefined, true],
    ["StringLike", "a*", "abc", true], ["StringNotLike", "a*", "abc", false], ["ArnLike", "arn:aws:s3:::*", "arn:aws:s3:::x", true],
    ["ArnEquals", "arn:aws:s3:::x", "arn:aws:s3:::y", false], ["Bool", "true", "True", true], ["Bool", "true", undefined, false],
    ["BoolIfExists", "true", undefined, true], ["NumericLessThanEquals", "3600", "60", true], ["NumericLessThanEquals", "3600", "3601", false],
    ["Null", "true", undefined, true], ["Null", "true", "x", false], ["StringLike", "${aws:username}-*", "mira-1", true],
  ] as const)("%s of %s and %s: %s", (operator, wanted, given, isMet) => {
    const context = { "aws:username": "mira", ...(given === undefined ? {} : { key: given }) };
    expect(decide([allow({ Condition: { [operator]: { Key: wanted } } })], "a:b", "*", context)).toBe(isMet ? "allowed" : "implicitDeny");
  });

  it("says so where it does not know an operator, and finds statements in the text", () => {
    expect(() => decide([allow({ Condition: { DateGreaterThan: { "aws:CurrentTime": "2026-01-01" } } })], "a:b", "*")).toThrow("Conditions with DateGreaterThan are not simulated");
    const { text, spans } = documentText({ Statement: [allow({ Sid: "One" }), allow({ Sid: "Two" })] });
    const lines = text.split("\n");
    const [from, to] = [spans[1]?.StartPosition.Line ?? 0, spans[1]?.EndPosition.Line ?? 0];
    expect(JSON.parse(lines.slice(from - 1, to).join("\n"))).toEqual(allow({ Sid: "Two" }));
  });
});
