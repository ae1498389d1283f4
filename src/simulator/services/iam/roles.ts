import type { RegionState } from "../../account/account.ts";
import { hashText } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { OF_AMAZON, type PolicyDocument, type PolicyStatement, asList } from "./documents.ts";
import type { Source } from "./evaluate.ts";

const DAY = 86_400_000;
const ROLE = "AWS::IAM::Role";
const PROFILE = "AWS::IAM::InstanceProfile";
const AMAZON = "arn:aws:iam::aws:policy/";

/** A role as IAM tells it. */
export interface Role {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly description: string | undefined;
  /** Seconds. */
  readonly longest: number;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly trust: PolicyDocument;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly inline: readonly { readonly name: string; readonly document: PolicyDocument }[];
  /** An ARN. */
  readonly boundary: string | undefined;
  readonly created: number;
  /** Undefined: never. */
  readonly used: number | undefined;
}

const trusting = (...services: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: services.length === 1 ? services[0] : services }, Action: "sts:AssumeRole" }],
});
const inline = (PolicyName: string, ...Statement: readonly PolicyStatement[]) => ({ PolicyName, PolicyDocument: { Version: "2012-10-17", Statement } });
const managed = (name: string) => `${AMAZON}${name}`;

/**
 * The roles of an account, as one region sees them: those of its stacks, those that its services were made with, and those of
 * people. IAM itself is the same in all regions; here a region that the company does not use has none.
 */
export class Roles {
  readonly #state: RegionState;
  /** Policies of the company that nobody's stack owns, by ARN. */
  readonly #managed = new Map<string, PolicyDocument>();

  constructor(state: RegionState) {
    this.#state = state;
    const { pipelines, builds, deployments, environment, inventory } = state;
    if (pipelines.all().length === 0) {
      return;
    }
    const region = `${inventory.region}:${inventory.accountId}`;
    for (const { declaration } of pipelines.all()) {
      this.#add(`codepipeline-${declaration.name}`, "/service-role/", trusting("codepipeline.amazonaws.com"), {
        Policies: [inline("pipeline", { Effect: "Allow", Action: ["codecommit:*", "codebuild:StartBuild", "codebuild:BatchGetBuilds", "codedeploy:*", "s3:*"], Resource: "*" })],
      });
    }
    for (const { name } of builds.projects()) {
      const logs: PolicyStatement = { Sid: "Logs", Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: `arn:aws:logs:${region}:log-group:/aws/codebuild/${name}*` };
      this.#add(`codebuild-${name}`, "/service-role/", trusting("codebuild.amazonaws.com"), {
        Policies: [inline("build", logs, { Sid: "Artifacts", Effect: "Allow", Action: ["s3:GetObject*", "s3:PutObject"], Resource: "*" })],
      });
    }
    for (const { name, platform } of deployments.applications()) {
      const policy = platform === "ECS" ? "AWSCodeDeployRoleForECS" : "service-role/AWSCodeDeployRole";
      this.#add(`codedeploy-${name}`, "/service-role/", trusting("codedeploy.amazonaws.com"), { ManagedPolicyArns: [managed(policy)] });
    }
    this.#addPeople(region, environment);
  }

  #addPeople(region: string, environment: string): void {
    const { accountId } = this.#state.inventory;
    const boundary = `arn:aws:iam::${accountId}:policy/boundaries/kestrel-boundary`;
    this.#managed.set(boundary, {
      Version: "2012-10-17",
      Statement: [
        { Sid: "InOurRegions", Effect: "Allow", Action: "*", Resource: "*", Condition: { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } } },
        { Sid: "NeverTheTrail", Effect: "Deny", Action: "cloudtrail:StopLogging", Resource: "*" },
      ],
    });
    const assumedByPeople = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "sts:AssumeRole", Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }],
    };
    const secrets: PolicyStatement = { Sid: "NoProductionSecrets", Effect: "Deny", Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:*:*:secret:kestrel/production/*" };
    this.#add("platform-engineers", "/", assumedByPeople, {
      Description: "People of the platform team",
      ManagedPolicyArns: [managed("PowerUserAccess")],
      Policies: [inline("guard-rails", secrets)],
      PermissionsBoundary: boundary,
    });
    this.#add("on-call", "/", assumedByPeople, { Description: "Whoever is on call", ManagedPolicyArns: [managed("ReadOnlyAccess")] });
    const services = `arn:aws:ecs:${region}:service/kestrel-${environment}/*`;
    // it lacks ecs:DescribeServices, which its runbook asks first
    this.#add("kestrel-runbooks", "/", trusting("ssm.amazonaws.com"), {
      Description: "What runbooks act as",
      Policies: [inline("restart-services", { Sid: "Restart", Effect: "Allow", Action: "ecs:UpdateService", Resource: services }, { Sid: "Watch", Effect: "Allow", Action: "ecs:ListTasks", Resource: "*", Condition: { ArnLike: { "ecs:cluster": services.replace(":service/", ":cluster/") } } })],
    });
    this.#add("batch-instances", "/", trusting("ec2.amazonaws.com"), { ManagedPolicyArns: [managed("AmazonSSMManagedInstanceCore")] });
    for (const name of ["batch-workers", "batch-night-run", "batch-spot"]) {
      this.#put(PROFILE, name, `instance-profile/${name}`, { InstanceProfileName: name, Roles: ["batch-instances"] });
    }
    this.#add("AWSServiceRoleForECS", "/aws-service-role/ecs.amazonaws.com/", trusting("ecs.amazonaws.com"), { ManagedPolicyArns: [managed("aws-service-role/AmazonECSServiceRolePolicy")] });
  }

  /** By path and name, as the service lists them. */
  list(): readonly Role[] {
    const policies = this.#state.inventory.list("AWS::IAM::Policy");
    return this.#state.inventory
      .list(ROLE)
      .map((one) => this.#role(one, policies))
      .toSorted((a, b) => (a.path === b.path ? (a.name < b.name ? -1 : 1) : a.path < b.path ? -1 : 1));
  }

  /** By name or ARN. @throws AwsError where there is none */
  find(word: string | undefined): Role {
    const found = this.list().find(({ name, arn }) => name === word || arn === word);
    if (found === undefined) {
      throw noSuch(`The role with name ${word} cannot be found.`);
    }
    return found;
  }

  /** The document of a managed policy. @throws AwsError where there is none */
  managed(arn: string): PolicyDocument {
    const stacks = this.#state.inventory.list("AWS::IAM::ManagedPolicy").find((one) => one.arn === arn);
    const found = arn.startsWith(AMAZON) ? OF_AMAZON[arn.slice(AMAZON.length)] : (this.#managed.get(arn) ?? (stacks?.properties["PolicyDocument"] as PolicyDocument | undefined));
    if (found === undefined) {
      throw noSuch(`Policy ${arn} does not exist or is not attachable.`);
    }
    return found;
  }

  /** What has a say in what a role may do. */
  policiesOf({ name, attached, inline: own }: Role): readonly Source[] {
    const inlined = own.map((one): Source => ({ id: `role_${name}_${one.name}`, type: "role", document: one.document }));
    const others = attached.map((arn): Source => ({ id: nameOf(arn), type: arn.startsWith(AMAZON) ? "aws-managed" : "user-managed", document: this.managed(arn) }));
    return [...inlined, ...others];
  }

  boundaryOf({ boundary }: Role): Source | undefined {
    return boundary === undefined ? undefined : { id: nameOf(boundary), type: "user-managed", document: this.managed(boundary) };
  }

  /** The instance profiles that hold a role. */
  profilesOf({ name }: Role): readonly Resource[] {
    return this.#state.inventory.list(PROFILE).filter(({ properties }) => asList(properties["Roles"] as readonly string[] | undefined).includes(name));
  }

  #role(one: Resource, policies: readonly Resource[]): Role {
    const { properties, name, created } = one;
    const path = text(one, "Path") || "/";
    const own = (properties["Policies"] ?? []) as readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
    const others = policies.filter((policy) => asList(policy.properties["Roles"] as readonly string[] | undefined).includes(name));
    const age = hashText(name);
    const now = this.#state.clock.now();
    return {
      name,
      path,
      arn: `arn:aws:iam::${this.#state.inventory.accountId}:role${path}${name}`,
      description: text(one, "Description") || undefined,
      longest: Number(properties["MaxSessionDuration"] ?? 3600),
      tags: (properties["Tags"] ?? []) as Role["tags"],
      trust: properties["AssumeRolePolicyDocument"] as PolicyDocument,
      attached: (properties["ManagedPolicyArns"] ?? []) as readonly string[],
      inline: [
        ...own.map((policy) => ({ name: policy.PolicyName, document: policy.PolicyDocument })),
        ...others.map((policy) => ({ name: text(policy, "PolicyName"), document: policy.properties["PolicyDocument"] as PolicyDocument })),
      ],
      boundary: text(one, "PermissionsBoundary") || undefined,
      created,
      used: age % 9 === 0 ? undefined : Math.max(created, now - (age % 40) * DAY - (age % 1440) * 60_000),
    };
  }

  #add(name: string, Path: string, AssumeRolePolicyDocument: object, more: Readonly<Record<string, unknown>>): void {
    this.#put(ROLE, name, `role${Path}${name}`, { RoleName: name, Path, AssumeRolePolicyDocument, ...more });
  }

  #put(type: string, name: string, path: string, properties: Readonly<Record<string, unknown>>): void {
    const created = this.#state.clock.now() - (60 + (hashText(name) % 700)) * DAY;
    const { inventory } = this.#state;
    inventory.put({ type, id: name, arn: `arn:aws:iam::${inventory.accountId}:${path}`, name, properties, created, updated: created });
  }
}

export const nameOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

export const noSuch = (message: string) => new AwsError("NoSuchEntityException", message);
