import type * as SsmModule from "@aws-sdk/client-ssm";
import type { AutomationExecution, AutomationExecutionFilter, AutomationExecutionFilterKey, AutomationExecutionMetadata, DocumentKeyValuesFilter, DocumentParameter } from "@aws-sdk/client-ssm";
import { stringify } from "yaml";
import { AwsError, partNotSimulated } from "../../wire/errors.ts";
import type { Handlers } from "../../wire/types.ts";
import { page, pageSize } from "../paging.ts";
import type { Automation } from "./automation.ts";
import type { RunbookDocument } from "./runbooks.ts";

const PAGE = { standard: 50, most: 50 };

interface Paged {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

function paged<T>(all: readonly T[], key: (one: T) => string | undefined, { MaxResults, NextToken }: Paged) {
  const badToken = () => new AwsError("InvalidNextToken", "The specified token isn't valid.");
  const size = pageSize(MaxResults, "maxResults", PAGE, "ValidationException");
  const { items, nextToken } = page(all, (one) => key(one) ?? "", { nextToken: NextToken, size, badToken });
  return { items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

/** One of the filters of ListDocuments (API reference, DocumentKeyValuesFilter). */
function documentFits({ name, owner }: RunbookDocument, { Key, Values = [] }: DocumentKeyValuesFilter): boolean {
  switch (Key) {
    case "DocumentType":
      return Values.includes("Automation");
    case "Owner":
      return Values.some((value) => (value === "Self" || value === "Private" ? owner !== "Amazon" : value === "Amazon" || value === "Public" ? owner === "Amazon" : false));
    case "Name":
      return Values.some((value) => name.startsWith(value));
    case "SearchKeyword":
      return Values.every((value) => name.toLowerCase().includes(value.toLowerCase()));
    case undefined:
    default:
      throw partNotSimulated(`Filters of documents by ${Key}`);
  }
}

/** What the filters of DescribeAutomationExecutions look at (API reference, AutomationExecutionFilter). */
const FILTERS: Partial<Record<AutomationExecutionFilterKey, (one: AutomationExecution, value: string) => boolean>> = {
  DocumentNamePrefix: ({ DocumentName = "" }, value) => DocumentName.startsWith(value),
  ExecutionStatus: ({ AutomationExecutionStatus }, value) => AutomationExecutionStatus === value,
  ExecutionId: ({ AutomationExecutionId }, value) => AutomationExecutionId === value,
};

function executionFits(one: AutomationExecution, { Key, Values = [] }: AutomationExecutionFilter): boolean {
  const fits = Key === undefined ? undefined : FILTERS[Key];
  if (fits === undefined) {
    throw partNotSimulated(`Filters of executions by ${Key}`);
  }
  return Values.some((value) => fits(one, value));
}

function metadata({ StepExecutions: _steps, StepExecutionsTruncated: _truncated, Parameters: _parameters, ...one }: AutomationExecution): AutomationExecutionMetadata {
  return { ...one, AutomationType: "Local", LogFile: "", Targets: [] };
}

const identity = ({ name, owner, version, created }: RunbookDocument) => ({
  Name: name,
  Owner: owner,
  CreatedDate: new Date(created),
  DocumentVersion: version,
  DocumentType: "Automation" as const,
  DocumentFormat: "YAML" as const,
  SchemaVersion: "0.3",
  PlatformTypes: ["Windows" as const, "Linux" as const, "MacOS" as const],
  Tags: [],
});

/** As `DescribeDocument` tells them: of typed parameters only whether they are lists. */
function described({ content }: RunbookDocument): DocumentParameter[] {
  return Object.entries(content.parameters ?? {}).map(([Name, { type, description, default: value }]) => ({
    Name,
    Type: type === "StringList" || type.startsWith("List<") ? "StringList" : "String",
    ...(description === undefined ? {} : { Description: description }),
    ...(value === undefined ? {} : { DefaultValue: typeof value === "string" ? value : JSON.stringify(value) }),
  }));
}

/** The operations of Automation. */
export const automationHandlers = (automation: (region: string) => Automation) =>
  ({
    ListDocuments({ Filters = [], ...input }, { region }) {
      const all = automation(region).runbooks.list().filter((one) => Filters.every((filter) => documentFits(one, filter)));
      const { items, NextToken } = paged(all, ({ name }) => name, input);
      return { DocumentIdentifiers: items.map(identity), NextToken };
    },
    DescribeDocument({ Name, DocumentVersion }, { region }) {
      const document = automation(region).runbooks.find(Name, DocumentVersion);
      const versions = { LatestVersion: document.version, DefaultVersion: document.version };
      return { Document: { ...identity(document), ...versions, Status: "Active", Description: document.content.description, Parameters: described(document) } };
    },
    GetDocument({ Name, DocumentVersion, DocumentFormat = "YAML" }, { region }) {
      const document = automation(region).runbooks.find(Name, DocumentVersion);
      const { Owner: _owner, PlatformTypes: _platforms, SchemaVersion: _schema, Tags: _tags, ...rest } = identity(document);
      const Content = DocumentFormat === "YAML" ? stringify(document.content) : JSON.stringify(document.content, undefined, 2);
      return { ...rest, Status: "Active", Content, DocumentFormat };
    },
    StartAutomationExecution({ DocumentName, DocumentVersion, Parameters = {} }, { region, callerArn }) {
      const here = automation(region);
      const document = here.runbooks.find(DocumentName, DocumentVersion, "AutomationDefinitionNotFoundException");
      return { AutomationExecutionId: here.start(document, Parameters, callerArn) };
    },
    DescribeAutomationExecutions({ Filters = [], ...input }, { region }) {
      const all = automation(region).executions.filter((one) => Filters.every((filter) => executionFits(one, filter)));
      const { items, NextToken } = paged(all, ({ AutomationExecutionId }) => AutomationExecutionId, input);
      return { AutomationExecutionMetadataList: items.map(metadata), NextToken };
    },
    GetAutomationExecution: ({ AutomationExecutionId }, { region }) => ({ AutomationExecution: automation(region).execution(AutomationExecutionId) }),
    DescribeAutomationStepExecutions({ AutomationExecutionId, Filters = [], ReverseOrder, ...input }, { region }) {
      if (Filters.length > 0) {
        throw partNotSimulated("Filters of steps");
      }
      const steps = automation(region).execution(AutomationExecutionId).StepExecutions ?? [];
      const { items, NextToken } = paged(ReverseOrder === true ? steps.toReversed() : steps, ({ StepExecutionId }) => StepExecutionId, input);
      return { StepExecutions: items, NextToken };
    },
    SendAutomationSignal({ AutomationExecutionId, SignalType, Payload = {} }, { region, callerArn }) {
      if (SignalType !== "Approve" && SignalType !== "Reject") {
        throw partNotSimulated(`Signals to ${SignalType}`);
      }
      automation(region).answer(AutomationExecutionId, SignalType === "Approve", callerArn, Payload["Comment"]?.join(" "));
      return {};
    },
    StopAutomationExecution({ AutomationExecutionId, Type = "Cancel" }, { region }) {
      automation(region).stop(AutomationExecutionId, Type);
      return {};
    },
  }) satisfies Handlers<typeof SsmModule>;
