import type {
  ActionDeclaration,
  ActionExecutionStatus,
  ConditionExecutionStatus,
  ExecutionMode,
  ExecutionTrigger,
  ExecutionType,
  PipelineDeclaration,
  PipelineExecutionStatus,
  ResolvedPipelineVariable,
  RuleDeclaration,
  RuleExecutionStatus,
  StageExecutionStatus,
} from "@aws-sdk/client-codepipeline";

/** What an execution builds: the commit of one source action. */
export interface Revision {
  readonly actionName: string;
  readonly revisionId: string;
  readonly summary: string;
  readonly url: string;
  readonly created: number;
}

/** One run of one action. A retried action has several. Times are milliseconds since 1970. */
export interface ActionRun {
  readonly id: string;
  readonly execution: Execution;
  readonly stageName: string;
  readonly declaration: ActionDeclaration;
  /** 1 for the first run in its execution. */
  readonly attempt: number;
  readonly startTime: number;
  status: ActionExecutionStatus;
  lastUpdate: number;
  summary: string | undefined;
  updatedBy: string | undefined;
  externalExecutionId: string | undefined;
  externalExecutionUrl: string | undefined;
  logStreamArn: string | undefined;
  error: { readonly code: string; readonly message: string } | undefined;
  /** Of a manual approval. */
  readonly token: string | undefined;
  outputVariables: Record<string, string>;
}

/** Where a condition of a stage stands, as the API calls it. */
export type ConditionPlace = "BEFORE_ENTRY" | "ON_SUCCESS";

/** One judging of a rule. */
export interface RuleRun {
  readonly id: string;
  readonly name: string;
  status: RuleExecutionStatus;
  summary: string | undefined;
  lastUpdate: number;
}

/** One judging of a stage's conditions. */
export interface ConditionRun {
  status: ConditionExecutionStatus;
  summary: string | undefined;
  lastUpdate: number;
  readonly rules: readonly RuleRun[];
  /** What follows where it is passed, or overridden. */
  readonly passed: () => void;
}

/** An execution's way through one stage. */
export interface StageRun {
  readonly execution: Execution;
  readonly stageIndex: number;
  status: StageExecutionStatus;
  /** The run of each action in this stage, the latest where it was retried. */
  readonly actions: Map<string, ActionRun>;
  manualRetries: number;
  readonly conditions: Map<ConditionPlace, ConditionRun>;
}

export interface Execution {
  readonly id: string;
  readonly pipeline: Pipeline;
  readonly pipelineVersion: number;
  readonly mode: ExecutionMode;
  /** The execution that a rollback brings a stage back to; undefined for what goes through all stages. */
  readonly rollbackTo: Execution | undefined;
  readonly startTime: number;
  readonly trigger: ExecutionTrigger;
  readonly variables: readonly ResolvedPipelineVariable[];
  readonly revisions: readonly Revision[];
  /** False for executions of the account's past and of its own triggers: those fail now and then. */
  readonly reliable: boolean;
  status: PipelineExecutionStatus;
  statusSummary: string | undefined;
  lastUpdate: number;
  stopReason: string | undefined;
  /** By stage name. */
  readonly stages: Map<string, StageRun>;
  /** All action runs, in the order of their start. */
  readonly actionRuns: ActionRun[];
  /** Where it waits or runs; undefined before the first stage and after the last. */
  at: { readonly stageIndex: number; readonly waiting: boolean } | undefined;
}

/** A stage of a pipeline over time. */
export interface StageSlot {
  readonly name: string;
  /** The execution that runs in the stage; none in a parallel pipeline. */
  occupant: Execution | undefined;
  /** Executions that wait to enter, oldest first. */
  waiting: Execution[];
  latest: StageRun | undefined;
  /** The latest run of each action, whichever execution's. */
  readonly latestActions: Map<string, ActionRun>;
  transition: {
    readonly enabled: boolean;
    readonly changedBy: string | undefined;
    readonly changedAt: number | undefined;
    readonly reason: string | undefined;
  };
}

/** What the account's catalogue adds to a pipeline's declaration. */
export interface Behaviour {
  /** Repository whose commits the source action finds. */
  readonly repository: string;
  /** Actions, as `Stage/Action`, that fail on the first attempt of every execution. */
  readonly failsFirst: readonly string[];
  /** Actions, as `Stage/Action`, that fail in every execution started at or after a time. */
  readonly broken: { readonly actions: readonly string[]; readonly since: number } | undefined;
  /** Conditions, as `Stage/BEFORE_ENTRY`, whose first rule fails from a time on. */
  readonly held: { readonly conditions: readonly string[]; readonly since: number } | undefined;
  /** Chance that an unreliable execution's build fails. */
  readonly flakiness: number;
}

export interface Pipeline {
  declaration: PipelineDeclaration & { readonly name: string; readonly version: number };
  readonly behaviour: Behaviour;
  readonly created: number;
  updated: number;
  readonly slots: StageSlot[];
  /** Oldest first. */
  readonly executions: Execution[];
}

/** The stages of a pipeline with their actions, never undefined. */
export function stageActions(pipeline: Pipeline, stageIndex: number): readonly ActionDeclaration[] {
  return pipeline.declaration.stages?.[stageIndex]?.actions ?? [];
}

/** The rules of a stage's conditions there. */
export function rulesOf(pipeline: Pipeline, stageIndex: number, place: ConditionPlace): readonly RuleDeclaration[] {
  const stage = pipeline.declaration.stages?.[stageIndex];
  const declared = place === "BEFORE_ENTRY" ? stage?.beforeEntry : stage?.onSuccess;
  return (declared?.conditions ?? []).flatMap(({ rules }) => rules ?? []);
}

/** An action's provider: `CodeCommit`, `CodeBuild`, `Manual`, ... */
export function providerOf(action: ActionDeclaration): string {
  return action.actionTypeId?.provider ?? "";
}

/** How the API calls an execution's kind. */
export function typeOf(execution: Execution): ExecutionType {
  return execution.rollbackTo === undefined ? "STANDARD" : "ROLLBACK";
}

/** Whether an execution can still change by itself. */
export function isRunning(execution: Execution): boolean {
  return execution.status === "InProgress" || execution.status === "Stopping";
}
