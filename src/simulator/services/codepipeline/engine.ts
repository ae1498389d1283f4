import type { ActionDeclaration, ExecutionTrigger, StageRetryMode } from "@aws-sdk/client-codepipeline";
import type { SimulatedClock } from "../../clock.ts";
import { Dice } from "../../random.ts";
import { isRunning, rulesOf, stageActions } from "./model.ts";
import type { ActionRun, ConditionPlace, ConditionRun, Execution, Pipeline, Revision, RuleRun, StageRun, StageSlot } from "./model.ts";

/** How an action ended. */
export interface ActionOutcome {
  readonly status: "Succeeded" | "Failed";
  readonly summary?: string | undefined;
  readonly error?: ActionRun["error"];
}

/** Runs one action: fills in what the outside shows of it, and calls `done` when it is over, now or later. */
export type ActionRunner = (run: ActionRun, done: (outcome: ActionOutcome) => void) => void;

export interface StartRequest {
  readonly trigger: ExecutionTrigger;
  readonly variables: Execution["variables"];
  readonly revisions: readonly Revision[];
  readonly reliable: boolean;
  /** Only for a rollback: the one stage that it enters, and what it brings the stage back to. */
  readonly rollback?: { readonly stageIndex: number; readonly to: Execution };
}

/** How long the rules of a condition are judged, in milliseconds of simulated time. */
const JUDGED = 6_000;

/** The oldest executions that ended, beyond this many of a pipeline, are forgotten, so that a long demo does not grow. */
const KEPT_EXECUTIONS = 300;

/**
 * Moves executions through the stages of their pipelines, by the rules of CodePipeline's user guide ("How pipeline
 * executions work"): one execution a stage; in SUPERSEDED mode a newer one that waits replaces an older one, in QUEUED
 * mode they wait in order, in PARALLEL mode they do not meet. Actions of a stage run in groups of equal run order.
 */
export class PipelineEngine {
  readonly #clock: SimulatedClock;
  readonly #run: ActionRunner;
  readonly #dice: Dice;

  constructor(clock: SimulatedClock, run: ActionRunner, seed: string) {
    this.#clock = clock;
    this.#run = run;
    this.#dice = new Dice(seed);
  }

  /** Starts an execution; when this returns it is in its first stage, or waits for it. */
  start(pipeline: Pipeline, request: StartRequest): Execution {
    const now = this.#clock.now();
    const execution: Execution = {
      id: this.#dice.of(pipeline.declaration.name).uuid(),
      pipeline,
      pipelineVersion: pipeline.declaration.version,
      mode: pipeline.declaration.executionMode ?? "SUPERSEDED",
      rollbackTo: request.rollback?.to,
      startTime: now,
      trigger: request.trigger,
      variables: request.variables,
      revisions: request.revisions,
      reliable: request.reliable,
      status: "InProgress",
      statusSummary: undefined,
      lastUpdate: now,
      stopReason: undefined,
      stages: new Map(),
      actionRuns: [],
      at: undefined,
    };
    pipeline.executions.push(execution);
    if (pipeline.executions.length > KEPT_EXECUTIONS) {
      forgetOldest(pipeline);
    }
    this.#arrive(execution, request.rollback?.stageIndex ?? 0);
    return execution;
  }

  /**
   * Stops an execution that runs.
   * @param abandon leaves its actions to themselves and stops at once; else it stops when they have ended.
   */
  stop(execution: Execution, abandon: boolean, reason: string | undefined): void {
    execution.stopReason = reason;
    const stage = this.#stageOf(execution);
    if (stage === undefined) {
      this.#leaveQueue(execution);
      this.#finish(execution, "Stopped");
      return;
    }
    if (!abandon) {
      execution.status = "Stopping";
      stage.status = "Stopping";
      this.#touch(execution);
      return;
    }
    for (const run of stage.actions.values()) {
      if (run.status === "InProgress") {
        run.status = "Abandoned";
        run.lastUpdate = this.#clock.now();
      }
    }
    stage.status = "Stopped";
    this.#finish(execution, "Stopped");
    this.#free(stage);
  }

  /** Runs a stage that failed or was stopped again: the actions that did not succeed, or all of them. */
  retry(stage: StageRun, mode: StageRetryMode): void {
    stage.manualRetries += 1;
    this.#resume(stage);
    const held = [...stage.conditions].find(([, { status }]) => status === "Failed");
    if (held !== undefined) {
      this.#judge(stage, held[0], held[1].passed);
      return;
    }
    const failed = [...stage.actions.values()].filter((run) => run.status === "Failed" || run.status === "Abandoned");
    if (mode === "ALL_ACTIONS") {
      this.#beginGroup(stage, undefined);
      return;
    }
    for (const run of failed) {
      this.#beginAction(stage, run.declaration);
    }
    if (failed.length === 0) {
      // Stopped between two groups: all that ran has succeeded, and what comes behind it was never begun.
      const orders = [...stage.actions.values()].map((run) => runOrder(run.declaration));
      this.#beginGroup(stage, orders.length === 0 ? undefined : Math.max(...orders));
    }
  }

  /** Lets an execution go on where a condition held it up. @returns whether one did */
  override(stage: StageRun, place: ConditionPlace): boolean {
    const condition = stage.conditions.get(place);
    if (condition?.status !== "Failed") {
      return false;
    }
    condition.status = "Overridden";
    condition.lastUpdate = this.#clock.now();
    this.#resume(stage);
    condition.passed();
    return true;
  }

  /** A stage that had ended is entered again. */
  #resume(stage: StageRun): void {
    const { execution } = stage;
    const slot = this.#slot(stage);
    stage.status = "InProgress";
    execution.status = "InProgress";
    execution.at = { stageIndex: stage.stageIndex, waiting: false };
    slot.occupant = execution.mode === "PARALLEL" ? undefined : execution;
    slot.latest = stage;
    this.#touch(execution);
  }

  /** Judges a stage's rules at a place, and goes on where they pass; a stage without rules goes on at once. */
  #judge(stage: StageRun, place: ConditionPlace, passed: () => void): void {
    const { execution, stageIndex } = stage;
    const { pipeline } = execution;
    const now = this.#clock.now();
    const rules = rulesOf(pipeline, stageIndex, place);
    if (rules.length === 0) {
      passed();
      return;
    }
    const random = this.#dice.of(pipeline.declaration.name);
    const judging = { status: "InProgress" as const, summary: undefined, lastUpdate: now };
    const runs = rules.map(({ name = "" }): RuleRun => ({ ...judging, id: random.uuid(), name }));
    const condition: ConditionRun = { ...judging, rules: runs, passed };
    stage.conditions.set(place, condition);
    this.#clock.schedule(now + JUDGED, () => {
      if (stage.conditions.get(place) !== condition || (stage.status !== "InProgress" && stage.status !== "Stopping")) {
        return;
      }
      const { held } = pipeline.behaviour;
      const isHeld = held !== undefined && now >= held.since && held.conditions.includes(`${this.#slot(stage).name}/${place}`);
      const at = this.#clock.now();
      for (const [index, rule] of runs.entries()) {
        const fails = isHeld && index === 0;
        rule.status = fails ? "Failed" : "Succeeded";
        rule.summary = fails ? `The alarm of ${rule.name} is in ALARM state` : undefined;
        rule.lastUpdate = at;
      }
      condition.status = isHeld ? "Failed" : "Succeeded";
      condition.summary = isHeld ? `Rule ${runs[0]?.name} failed` : undefined;
      condition.lastUpdate = at;
      if (stage.status === "Stopping") {
        this.#stageEnded(stage, "Stopped");
      } else if (isHeld) {
        this.#stageEnded(stage, "Failed");
      } else {
        passed();
      }
    });
  }

  /** Opens or closes the way into a stage; opening lets the waiting execution in. */
  setTransition(pipeline: Pipeline, slot: StageSlot, transition: StageSlot["transition"]): void {
    slot.transition = transition;
    this.#admit(pipeline, pipeline.slots.indexOf(slot));
  }

  #arrive(execution: Execution, stageIndex: number): void {
    const slot = execution.pipeline.slots[stageIndex];
    if (slot === undefined) {
      this.#finish(execution, "Succeeded");
      return;
    }
    this.#touch(execution);
    const parallel = execution.mode === "PARALLEL";
    const free = slot.occupant === undefined && slot.waiting.length === 0;
    if (slot.transition.enabled && (parallel || free)) {
      this.#enter(execution, stageIndex);
      return;
    }
    execution.at = { stageIndex, waiting: true };
    if (execution.mode === "SUPERSEDED") {
      for (const older of slot.waiting) {
        older.statusSummary = `Superseded by ${execution.id}`;
        this.#finish(older, "Superseded");
      }
      slot.waiting = [];
    }
    slot.waiting.push(execution);
  }

  #enter(execution: Execution, stageIndex: number): void {
    const slot = execution.pipeline.slots[stageIndex];
    if (slot === undefined) {
      return;
    }
    const stage: StageRun = { execution, stageIndex, status: "InProgress", actions: new Map(), manualRetries: 0, conditions: new Map() };
    execution.stages.set(slot.name, stage);
    execution.at = { stageIndex, waiting: false };
    slot.occupant = execution.mode === "PARALLEL" ? undefined : execution;
    slot.latest = stage;
    this.#judge(stage, "BEFORE_ENTRY", () => this.#beginGroup(stage, undefined));
  }

  /** Starts the actions of the first run order after `previous`; without one the stage has succeeded. */
  #beginGroup(stage: StageRun, previous: number | undefined): void {
    const actions = stageActions(stage.execution.pipeline, stage.stageIndex);
    const later = actions.map(runOrder).filter((order) => previous === undefined || order > previous);
    const order = Math.min(...later);
    const group = actions.filter((action) => runOrder(action) === order);
    if (group.length === 0) {
      this.#judge(stage, "ON_SUCCESS", () => this.#stageSucceeded(stage));
      return;
    }
    for (const action of group) {
      this.#beginAction(stage, action);
    }
  }

  #beginAction(stage: StageRun, declaration: ActionDeclaration): void {
    const now = this.#clock.now();
    const { execution } = stage;
    const random = this.#dice.of(execution.pipeline.declaration.name);
    const slot = this.#slot(stage);
    const name = declaration.name ?? "";
    const earlier = execution.actionRuns.filter((run) => run.stageName === slot.name && run.declaration.name === name);
    const run: ActionRun = {
      id: random.uuid(),
      execution,
      stageName: slot.name,
      declaration,
      attempt: earlier.length + 1,
      startTime: now,
      status: "InProgress",
      lastUpdate: now,
      summary: undefined,
      updatedBy: undefined,
      externalExecutionId: undefined,
      externalExecutionUrl: undefined,
      logStreamArn: undefined,
      error: undefined,
      token: declaration.actionTypeId?.category === "Approval" ? random.uuid() : undefined,
      outputVariables: {},
    };
    execution.actionRuns.push(run);
    stage.actions.set(name, run);
    slot.latestActions.set(name, run);
    this.#touch(execution);
    this.#run(run, (outcome) => this.#actionEnded(stage, run, outcome));
  }

  #actionEnded(stage: StageRun, run: ActionRun, outcome: ActionOutcome): void {
    if (run.status !== "InProgress") {
      // Abandoned meanwhile: what it does is nobody's concern any more.
      return;
    }
    run.status = outcome.status;
    run.summary = outcome.summary ?? run.summary;
    run.error = outcome.error;
    run.lastUpdate = this.#clock.now();
    this.#touch(stage.execution);
    const order = runOrder(run.declaration);
    const group = [...stage.actions.values()].filter((one) => runOrder(one.declaration) === order);
    if (group.some((one) => one.status === "InProgress")) {
      return;
    }
    if (group.some((one) => one.status !== "Succeeded")) {
      this.#stageEnded(stage, "Failed");
    } else if (stage.execution.status === "Stopping") {
      this.#stageEnded(stage, "Stopped");
    } else {
      this.#beginGroup(stage, order);
    }
  }

  #stageSucceeded(stage: StageRun): void {
    stage.status = "Succeeded";
    const { execution } = stage;
    if (execution.rollbackTo === undefined) {
      // The next stage is asked for before this one is free: a follower must not overtake.
      this.#arrive(execution, stage.stageIndex + 1);
    } else {
      // A rollback is of one stage (CodePipeline user guide, "Configure stage rollback").
      this.#finish(execution, "Succeeded");
    }
    this.#free(stage);
  }

  #stageEnded(stage: StageRun, status: "Failed" | "Stopped"): void {
    const stopping = stage.execution.status === "Stopping";
    stage.status = status;
    this.#finish(stage.execution, stopping ? "Stopped" : status);
    this.#free(stage);
  }

  #free(stage: StageRun): void {
    const { execution, stageIndex } = stage;
    const slot = this.#slot(stage);
    if (slot.occupant === execution) {
      slot.occupant = undefined;
    }
    this.#admit(execution.pipeline, stageIndex);
  }

  /** Lets the next waiting execution into a stage, if there is one and the way is open. */
  #admit(pipeline: Pipeline, stageIndex: number): void {
    const slot = pipeline.slots[stageIndex];
    if (slot === undefined || !slot.transition.enabled) {
      return;
    }
    for (let next = slot.waiting.at(0); next !== undefined && slot.occupant === undefined; next = slot.waiting.at(0)) {
      slot.waiting.shift();
      this.#enter(next, stageIndex);
    }
  }

  #leaveQueue(execution: Execution): void {
    for (const slot of execution.pipeline.slots) {
      slot.waiting = slot.waiting.filter((one) => one !== execution);
    }
  }

  #finish(execution: Execution, status: Execution["status"]): void {
    execution.status = status;
    execution.at = undefined;
    this.#touch(execution);
  }

  #touch(execution: Execution): void {
    execution.lastUpdate = this.#clock.now();
  }

  /** The stage in which an execution runs; undefined while it waits for one. */
  #stageOf(execution: Execution): StageRun | undefined {
    const { at } = execution;
    if (at === undefined || at.waiting) {
      return undefined;
    }
    return execution.stages.get(execution.pipeline.slots[at.stageIndex]?.name ?? "");
  }

  #slot(stage: StageRun): StageSlot {
    const slot = stage.execution.pipeline.slots[stage.stageIndex];
    if (slot === undefined) {
      throw new Error(`Pipeline ${stage.execution.pipeline.declaration.name} has no stage ${stage.stageIndex}`);
    }
    return slot;
  }
}

/** Forgets the oldest execution that is over and that no stage shows. */
function forgetOldest({ executions, slots }: Pipeline): void {
  const shown = new Set(slots.map(({ latest }) => latest?.execution));
  const index = executions.findIndex((execution) => !isRunning(execution) && !shown.has(execution));
  if (index >= 0) {
    executions.splice(index, 1);
  }
}

function runOrder(action: ActionDeclaration): number {
  return action.runOrder ?? 1;
}
