import type { RegionState } from "../../account/account.ts";
import { PEOPLE } from "../../account/catalogue.ts";
import { hashText, Random } from "../../random.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import type { Members } from "../../wire/types.ts";
import { recordedIn } from "./calls.ts";
import type { Call, Caller } from "./calls.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How things of a type are made and changed, and what the call names them by. */
interface Writes {
  readonly service: string;
  readonly create: string;
  readonly update: string;
  readonly member: string;
  /** Where that is not `Delete` in the place of `Create`. */
  readonly remove?: string;
  /** What it stands in: services name that first. */
  readonly container?: (one: Resource) => Members;
  /** What else the call says of one. */
  readonly more?: (one: Resource) => Members;
}

/** By type. */
export const WRITES: Readonly<Record<string, Writes>> = {
  "AWS::AutoScaling::AutoScalingGroup": { service: "autoscaling", create: "CreateAutoScalingGroup", update: "UpdateAutoScalingGroup", member: "AutoScalingGroupName" },
  "AWS::CloudWatch::Alarm": {
    service: "monitoring", create: "PutMetricAlarm", update: "PutMetricAlarm", remove: "DeleteAlarms", member: "AlarmName", more: (one) => ({ MetricName: text(one, "MetricName"), Threshold: one.properties["Threshold"] }),
  },
  "AWS::ECR::Repository": { service: "ecr", create: "CreateRepository", update: "PutLifecyclePolicy", member: "repositoryName" },
  "AWS::ECS::Service": { service: "ecs", create: "CreateService", update: "UpdateService", member: "service", container: (one) => ({ cluster: text(one, "Cluster") }) },
  "AWS::IAM::Role": { service: "iam", create: "CreateRole", update: "UpdateAssumeRolePolicy", member: "RoleName" },
  "AWS::Lambda::Function": { service: "lambda", create: "CreateFunction", update: "UpdateFunctionCode", member: "FunctionName" },
  "AWS::S3::Bucket": { service: "s3", create: "CreateBucket", update: "PutBucketPolicy", member: "Bucket" },
  "AWS::SSM::Parameter": {
    service: "ssm", create: "PutParameter", update: "PutParameter", remove: "DeleteParameter", member: "Name", more: (one) => ({ Type: text(one, "Type"), Value: "HIDDEN_DUE_TO_SECURITY_REASONS" }),
  },
  "AWS::SecretsManager::Secret": { service: "secretsmanager", create: "CreateSecret", update: "PutSecretValue", member: "SecretId" },
};

const PERSONS_AGENT = "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 lang/python#3.13.7 md/pyimpl#CPython cfg/retry-mode#standard";

/** The role with which CloudFormation calls other services. */
export function deployRole(accountId: string): Caller {
  const callerArn = `arn:aws:sts::${accountId}:assumed-role/cloudformation-deploy/AWSCloudFormation`;
  return { ...callerOf(accountId, callerArn), invokedBy: "cloudformation.amazonaws.com" };
}

/** What the account's people and roles did before it was looked at: told by what they left. @param until milliseconds since 1970 */
export function pastCalls(state: RegionState, until: number): readonly Call[] {
  const past = new Past(state, until);
  past.addResources();
  past.addStacks();
  past.addPipelines();
  past.addBuilds();
  past.addDeployments();
  past.addAttempts();
  return past.calls.toSorted((a, b) => b.at - a.at);
}

class Past {
  readonly calls: Call[] = [];
  #count = 0;
  readonly #state: RegionState;
  readonly #until: number;
  readonly #account: string;
  readonly #region: string;

  constructor(state: RegionState, until: number) {
    this.#state = state;
    this.#until = until;
    this.#account = state.inventory.accountId;
    this.#region = state.inventory.region;
  }

  /** What was made and changed last, by its stack's deployment or by hand. */
  addResources(): void {
    for (const [type, { service, create, update, member, container, more }] of Object.entries(WRITES)) {
      for (const one of this.#state.inventory.list(type)) {
        const by = one.stack === undefined ? this.#person(one.name) : deployRole(this.#account);
        const input = { ...container?.(one), [member]: one.name, ...more?.(one) };
        this.#add(one.created, service, create, by, input);
        if (one.updated - one.created > MINUTE) {
          this.#add(one.updated, service, update, by, input);
        }
      }
    }
  }

  addStacks(): void {
    for (const { blueprint, parent, created, updated } of this.#state.stacks.store.all()) {
      const StackName = blueprint.name;
      const by = parent === undefined ? this.#role("delivery", "release") : deployRole(this.#account);
      this.#add(created, "cloudformation", "CreateStack", by, { StackName });
      if (updated !== undefined) {
        this.#add(updated, "cloudformation", "ExecuteChangeSet", by, { StackName, ChangeSetName: "release" });
      }
    }
  }

  addPipelines(): void {
    for (const { declaration, created, updated, executions } of this.#state.pipelines.all()) {
      const { name } = declaration;
      const person = this.#person(name);
      this.#add(created, "codepipeline", "CreatePipeline", person, { pipeline: { name } });
      this.#add(updated, "codepipeline", "UpdatePipeline", person, { pipeline: { name, version: declaration.version } });
      for (const { startTime, trigger, actionRuns } of executions) {
        const by = trigger.triggerDetail?.match(/:(user|assumed-role)\//) ? callerOf(this.#account, trigger.triggerDetail ?? "") : this.#role("start-pipelines", name, "events.amazonaws.com");
        this.#add(startTime, "codepipeline", "StartPipelineExecution", by, { name });
        for (const { declaration: action, stageName, updatedBy, lastUpdate, status, summary = "" } of actionRuns) {
          if (updatedBy?.includes(":user/") === true) {
            const result = { status: status === "Succeeded" ? "Approved" : "Rejected", summary };
            this.#add(lastUpdate, "codepipeline", "PutApprovalResult", callerOf(this.#account, updatedBy), { pipelineName: name, stageName, actionName: action.name, result });
          }
        }
      }
    }
  }

  addBuilds(): void {
    for (const { project, startTime, initiator, sourceVersion } of this.#state.builds.all()) {
      const [kind = "", name = ""] = initiator.split("/");
      const service = kind === "codepipeline" ? "codepipeline.amazonaws.com" : "events.amazonaws.com";
      const by = kind === "user" ? this.#person(name) : this.#role(`${kind}-${name}`, project.name, service);
      this.#add(startTime, "codebuild", "StartBuild", by, { projectName: project.name, sourceVersion });
    }
  }

  addDeployments(): void {
    for (const { created, group, creator, description } of this.#state.deployments.all()) {
      const by = creator === "codeDeployRollback" ? this.#role("codedeploy", "rollback", "codedeploy.amazonaws.com") : this.#role("delivery", "release");
      const input = { applicationName: group.application.name, deploymentGroupName: group.name, ...(description === undefined ? {} : { description }) };
      this.#add(created, "codedeploy", "CreateDeployment", by, input);
    }
  }

  /** People sign in for their roles, look around, and try what they may not. */
  addAttempts(): void {
    const services = this.#state.inventory.list("AWS::ECS::Service");
    const parameters = this.#state.inventory.list("AWS::SSM::Parameter");
    if (services.length === 0) {
      return;
    }
    const of = new Random(`attempts ${this.#account} ${this.#region}`);
    const day = this.#until - (this.#until % DAY);
    for (let days = 0; days < 20; days += 1) {
      const person = callerOf(this.#account, `arn:aws:iam::${this.#account}:user/${of.pick(PEOPLE)}`);
      const at = day - days * DAY + of.between(7, 16) * HOUR + of.between(0, 59) * MINUTE;
      const roleArn = `arn:aws:iam::${this.#account}:role/operators`;
      this.#add(at, "sts", "AssumeRole", person, { RoleArn: roleArn, RoleSessionName: person.callerArn.slice(person.callerArn.lastIndexOf("/") + 1) });
      this.#add(at + 4 * MINUTE, "ecs", "DescribeServices", person, { services: [services[days % services.length]?.name] });
      const tried = days % 6 === 1 ? parameters[(days * 7) % parameters.length] : undefined;
      if (tried !== undefined) {
        const message = `User: ${person.callerArn} is not authorized to perform: ssm:PutParameter on resource: ${tried.arn} because no identity-based policy allows the ssm:PutParameter action`;
        this.#add(at + 9 * MINUTE, "ssm", "PutParameter", person, { Name: tried.name, Overwrite: true }, { code: "AccessDenied", message });
      }
    }
  }

  #add(at: number, service: string, operation: string, caller: Caller, input: Members, error?: Call["error"]): void {
    // an event keeps its id, whenever the account is opened
    this.#count += 1;
    if (at >= this.#until || recordedIn(service, this.#region) !== this.#region) {
      return;
    }
    const isService = caller.invokedBy !== undefined;
    const address = caller.invokedBy ?? `198.51.100.${20 + (hashText(caller.callerArn) % 200)}`;
    const agent = isService ? address : PERSONS_AGENT;
    this.calls.push({ order: -this.#count, at, region: this.#region, service, operation, caller, address, agent, input, size: 0, error });
  }

  /** Whoever of the people sees to a thing. */
  #person(about: string): Caller {
    return callerOf(this.#account, `arn:aws:iam::${this.#account}:user/${new Random(`owner ${about}`).pick(PEOPLE)}`);
  }

  #role(role: string, session: string, invokedBy?: string): Caller {
    const caller = callerOf(this.#account, `arn:aws:sts::${this.#account}:assumed-role/${role}/${session}`);
    return invokedBy === undefined ? caller : { ...caller, invokedBy };
  }
}

/** A caller by its ARN, its keys made up of it. */
function callerOf(accountId: string, callerArn: string): Caller {
  const of = new Random(`keys ${callerArn}`);
  const id = () => of.hex(16).toUpperCase();
  const isUser = callerArn.includes(":user/");
  const session = callerArn.slice(callerArn.lastIndexOf("/") + 1);
  return {
    accountId,
    callerArn,
    userId: isUser ? `AIDA${id()}` : `AROA${id()}:${session}`,
    accessKeyId: `${isUser ? "AKIA" : "ASIA"}${id()}`,
  };
}
