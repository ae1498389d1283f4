import { parseDocument } from "yaml";
import type { RegionState } from "../../account/account.ts";
import { text } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";

const DAY = 86_400_000;

export const DOCUMENT = "AWS::SSM::Document";

/** What a runbook asks for, as its document says it. */
export interface RunbookParameter {
  readonly type: string;
  readonly description?: string;
  readonly default?: string | number | boolean | readonly string[];
  readonly allowedValues?: readonly (string | number)[];
  readonly allowedPattern?: string;
}

export interface RunbookStep {
  readonly name: string;
  readonly action: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds?: number;
  readonly onFailure?: string;
  readonly isEnd?: boolean;
}

/** The content of a document of type Automation. */
export interface RunbookContent {
  readonly schemaVersion: "0.3";
  readonly description: string;
  readonly assumeRole?: string;
  readonly parameters?: Readonly<Record<string, RunbookParameter>>;
  readonly mainSteps: readonly RunbookStep[];
}

export interface RunbookDocument {
  readonly name: string;
  /** An account's id, or `Amazon`. */
  readonly owner: string;
  readonly version: string;
  readonly created: number;
  readonly content: RunbookContent;
}

const assumeRole = { type: "AWS::IAM::Role::Arn", description: "The role that the runbook acts as; without one it acts as you.", default: "" };

/** Runbooks of Amazon, which every region has: names and parameters as the reference of runbooks tells them. */
const OF_AMAZON: Readonly<Record<string, RunbookContent>> = {
  "AWS-RestartEC2Instance": {
    schemaVersion: "0.3",
    description: "Restarts EC2 instances.",
    assumeRole: "{{ AutomationAssumeRole }}",
    parameters: { InstanceId: { type: "List<AWS::EC2::Instance::Id>", description: "The instances to restart." }, AutomationAssumeRole: assumeRole },
    mainSteps: [
      { name: "stopInstances", action: "aws:changeInstanceState", inputs: { InstanceIds: "{{ InstanceId }}", DesiredState: "stopped" } },
      { name: "startInstances", action: "aws:changeInstanceState", inputs: { InstanceIds: "{{ InstanceId }}", DesiredState: "running" } },
    ],
  },
  "AWS-DisablePublicAccessForSecurityGroup": {
    schemaVersion: "0.3",
    description: "Takes the rules that open SSH and RDP to everybody from a security group.",
    assumeRole: "{{ AutomationAssumeRole }}",
    parameters: { GroupId: { type: "AWS::EC2::SecurityGroup::Id", allowedPattern: "^sg-[a-z0-9]+$" }, AutomationAssumeRole: assumeRole },
    mainSteps: [{ name: "revokeRules", action: "aws:executeAwsApi", inputs: { Service: "ec2", Api: "RevokeSecurityGroupIngress", GroupId: "{{ GroupId }}" } }],
  },
  "AWS-ASGEnterStandby": {
    schemaVersion: "0.3",
    description: "Takes an instance out of service in its Auto Scaling group, which keeps it.",
    parameters: { InstanceId: { type: "AWS::EC2::Instance::Id" }, AutomationAssumeRole: assumeRole },
    mainSteps: [
      { name: "getGroup", action: "aws:executeAwsApi", inputs: { Service: "autoscaling", Api: "DescribeAutoScalingInstances" } },
      { name: "enterStandby", action: "aws:executeAwsApi", inputs: { Service: "autoscaling", Api: "EnterStandby" } },
    ],
  },
};

/** The company's own. */
function own(services: readonly string[], accountId: string, environment: string): Readonly<Record<string, RunbookContent>> {
  const [service = "parcel-api"] = services;
  return {
    "Kestrel-RestartService": {
      schemaVersion: "0.3",
      description: "Replaces the tasks of a service one by one and waits until they are healthy.",
      assumeRole: `arn:aws:iam::${accountId}:role/kestrel-runbooks`,
      parameters: {
        Service: { type: "String", description: "The service to restart.", allowedValues: services.length === 0 ? [service] : services },
        MinimumHealthyPercent: { type: "Integer", description: "How many of its tasks stay healthy meanwhile.", default: 100, allowedValues: [50, 100, 200] },
        WaitForHealthy: { type: "Boolean", description: "Whether to wait until the new tasks pass their health checks.", default: true },
        Notify: { type: "StringList", description: "Channels that are told.", default: ["#deployments"] },
      },
      mainSteps: [
        { name: "checkService", action: "aws:assertAwsResourceProperty", inputs: { Service: "ecs", Api: "DescribeServices", services: ["{{ Service }}"], DesiredValues: ["ACTIVE"] } },
        { name: "forceDeployment", action: "aws:executeAwsApi", inputs: { Service: "ecs", Api: "UpdateService", service: "{{ Service }}", forceNewDeployment: true } },
        { name: "waitForHealthy", action: "aws:waitForAwsResourceProperty", inputs: { Service: "ecs", Api: "DescribeServices", DesiredValues: ["COMPLETED"] }, timeoutSeconds: 900 },
        { name: "tellChannels", action: "aws:executeScript", inputs: { Runtime: "python3.11", Handler: "tell", InputPayload: { channels: "{{ Notify }}" } }, onFailure: "Continue", isEnd: true },
      ],
    },
    "Kestrel-RotateCarrierKeys": {
      schemaVersion: "0.3",
      description: "Makes new keys for the carriers' interfaces and retires the old ones once somebody has agreed.",
      parameters: {
        Carrier: { type: "String", description: "Whose keys.", allowedPattern: "^[a-z-]{2,20}$" },
        KeepOldFor: { type: "Integer", description: "Days for which the old keys are kept.", default: 7 },
      },
      mainSteps: [
        { name: "makeKeys", action: "aws:executeScript", inputs: { Runtime: "python3.11", Handler: "make_keys", InputPayload: { carrier: "{{ Carrier }}" } } },
        {
          name: "agree",
          action: "aws:approve",
          timeoutSeconds: 86_400,
          inputs: {
            Message: "The new keys of {{ Carrier }} are in place. Retire the old ones?",
            MinRequiredApprovals: 1,
            Approvers: [`arn:aws:iam::${accountId}:role/platform-engineers`],
            NotificationArn: `arn:aws:sns:{{ global:REGION }}:${accountId}:kestrel-approvals`,
          },
        },
        { name: "retireOldKeys", action: "aws:executeScript", inputs: { Runtime: "python3.11", Handler: "retire", InputPayload: { days: "{{ KeepOldFor }}" } }, isEnd: true },
      ],
    },
    "Kestrel-DrainDepot": {
      schemaVersion: "0.3",
      description: `Moves a depot's parcels to its neighbour and takes its gateway out of ${environment}.`,
      parameters: { Depot: { type: "String", description: "The depot's code.", allowedPattern: "^[A-Z]{3}[0-9]$" }, DryRun: { type: "Boolean", default: false } },
      mainSteps: [
        { name: "lockDepot", action: "aws:executeAwsApi", inputs: { Service: "dynamodb", Api: "UpdateItem", TableName: "depots", Depot: "{{ Depot }}" } },
        { name: "moveParcels", action: "aws:executeScript", inputs: { Runtime: "python3.11", Handler: "move", InputPayload: { depot: "{{ Depot }}", dry: "{{ DryRun }}" } } },
        { name: "stopGateway", action: "aws:changeInstanceState", inputs: { DesiredState: "stopped" }, isEnd: true },
      ],
    },
    "Kestrel-WarmCaches": {
      schemaVersion: "0.3",
      description: "Fills the caches of the address service before the morning peak.",
      mainSteps: [{ name: "waitForQuiet", action: "aws:sleep", inputs: { Duration: "PT30S" } }, { name: "warm", action: "aws:executeScript", inputs: { Runtime: "python3.11", Handler: "warm" }, isEnd: true }],
    },
  };
}

/** The documents of type Automation of one region. */
export class Runbooks {
  readonly #state: RegionState;

  constructor(state: RegionState) {
    this.#state = state;
    const { inventory, environment, clock } = state;
    const services = inventory.namesInStacks("AWS::ECS::Service");
    if (services.length === 0) {
      return;
    }
    const created = clock.now() - 210 * DAY;
    for (const [name, Content] of Object.entries(own(services, inventory.accountId, environment))) {
      const properties = { Name: name, Content, DocumentType: "Automation", DocumentFormat: "YAML" };
      inventory.put({ type: DOCUMENT, id: name, arn: inventory.arn("ssm", `document/${name}`), name, properties, created, updated: created + 30 * DAY });
    }
  }

  /** All of them: the account's own, those of its stacks too, and Amazon's. */
  list(): readonly RunbookDocument[] {
    const { inventory } = this.#state;
    const mine = inventory.list(DOCUMENT).flatMap((one): readonly RunbookDocument[] => {
      const content = contentOf(one.properties["Content"]);
      if (text(one, "DocumentType") !== "Automation" || content === undefined) {
        return [];
      }
      return [{ name: one.name, owner: inventory.accountId, version: "3", created: one.created, content }];
    });
    const created = Date.UTC(2024, 3, 9);
    return [...mine, ...Object.entries(OF_AMAZON).map(([name, content]) => ({ name, owner: "Amazon", version: "11", created, content }))];
  }

  /** @throws AwsError where there is none, or not of that version */
  find(word: string | undefined, version?: string, code = "InvalidDocument"): RunbookDocument {
    const name = word?.slice(word.lastIndexOf("/") + 1);
    const found = this.list().find((one) => one.name === name);
    if (found === undefined) {
      throw new AwsError(code, `Document with name ${name} does not exist.`);
    }
    if (version !== undefined && !["$DEFAULT", "$LATEST", found.version].includes(version)) {
      throw new AwsError("InvalidDocumentVersion", `Document version ${version} does not exist.`);
    }
    return found;
  }
}

/** A template has it as an object, or as a text. */
function contentOf(value: unknown): RunbookContent | undefined {
  const content: unknown = typeof value === "string" ? parseDocument(value).toJS() : value;
  const isContent = typeof content === "object" && content !== null && "mainSteps" in content && Array.isArray(content.mainSteps);
  return isContent ? (content as RunbookContent) : undefined;
}

/** What each parameter of an execution is: given, or the document's. @throws AwsError as the service refuses it */
export function givenParameters({ name, content }: RunbookDocument, given: Readonly<Record<string, string[]>>): Record<string, string[]> {
  const refuse = (why: string) => new AwsError("InvalidAutomationExecutionParametersException", `${why} (runbook ${name})`);
  const asked = content.parameters ?? {};
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(asked, key));
  if (unknown !== undefined) {
    throw refuse(`Unknown parameter: ${unknown}`);
  }
  return Object.fromEntries(
    Object.entries(asked).map(([key, parameter]) => {
      const values = given[key] ?? (parameter.default === undefined ? undefined : listOf(parameter.default));
      if (values === undefined) {
        throw refuse(`Missing required parameter: ${key}`);
      }
      const bad = values.find((value) => !isAllowed(parameter, value));
      if (bad !== undefined) {
        throw refuse(`Parameter ${key} does not take the value ${bad}`);
      }
      return [key, values];
    }),
  );
}

function listOf(value: NonNullable<RunbookParameter["default"]>): string[] {
  return typeof value === "object" ? [...value] : [String(value)];
}

function isAllowed({ type, allowedValues, allowedPattern }: RunbookParameter, value: string): boolean {
  const isOfType = type === "Integer" ? /^-?\d+$/.test(value) : type === "Boolean" ? /^(true|false)$/.test(value) : true;
  return isOfType && (allowedValues === undefined || allowedValues.some((one) => String(one) === value)) && (allowedPattern === undefined || new RegExp(allowedPattern).test(value));
}
