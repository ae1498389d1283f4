import type { SimulatedClock } from "../clock.ts";
import { Dice, Random } from "../random.ts";
import type { ActionRun, Execution, Pipeline } from "../services/codepipeline/model.ts";
import type { BuildStore } from "../services/codebuild/builds.ts";
import type { ProjectSpec } from "../services/codebuild/project.ts";
import type { PipelineStore } from "../services/codepipeline/pipelines.ts";
import { PEOPLE } from "./catalogue.ts";
import type { PipelineSpec } from "./catalogue.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How far back the account's history goes. */
const HISTORY_MS = 9 * 24 * HOUR;
/** No seeded execution but those of an `Opening` begins later than this before now: all have come to their end. */
const QUIET_MS = 3 * HOUR;

/**
 * The account's past and its own life: what its people and their commits do. It is played by the same engine as what
 * a user starts, only earlier, so everything that is true of a new execution is true of an old one.
 */
export class History {
  readonly #clock: SimulatedClock;
  readonly #pipelines: PipelineStore;
  readonly #dice: Dice;
  /** Executions whose approvals and retries the account's people see to. */
  readonly #attended = new WeakSet<Execution>();

  constructor(clock: SimulatedClock, pipelines: PipelineStore) {
    this.#clock = clock;
    this.#pipelines = pipelines;
    this.#dice = new Dice(`history ${pipelines.accountId} ${pipelines.region}`);
    pipelines.world.onApproval = (run) => this.#attendApproval(run);
  }

  /**
   * Schedules a pipeline's past, how it stands now, and for a busy one its future.
   * @param now when the account is opened
   */
  add(pipeline: Pipeline, spec: PipelineSpec, now: number): void {
    if (spec.opening === "new") {
      return;
    }
    const random = this.#dice.of(pipeline.declaration.name);
    const count = random.between(6, 20);
    const times = Array.from({ length: count }, () => now - QUIET_MS - random.between(0, HISTORY_MS)).sort(
      (a, b) => a - b,
    );
    times.forEach((at, index) => {
      // The latest of the past ends well: how a pipeline stands at first does not hang on chance.
      const last = index === count - 1;
      this.#scheduleStart(pipeline, at, { reliable: last, attended: true });
      if (!last && random.chance(0.15)) {
        // Two more commits on the heels of the first: while it waits for approval the later supersedes the other.
        this.#scheduleStart(pipeline, at + random.between(30, 60) * SECOND, { reliable: false, attended: true });
        this.#scheduleStart(pipeline, at + random.between(70, 110) * SECOND, { reliable: false, attended: true });
      }
    });
    const late = times.at(-2);
    if (spec.hasty === true && late !== undefined) {
      // The source stage takes seconds, so the third meets the second before it.
      this.#scheduleStart(pipeline, late + 0.4 * SECOND, { reliable: true, attended: true });
      this.#scheduleStart(pipeline, late + 0.8 * SECOND, { reliable: true, attended: true });
    }
    switch (spec.opening) {
      case "running":
        this.#scheduleStart(pipeline, now - random.between(8, 14) * SECOND, { reliable: true, attended: false });
        break;
      case "waiting":
        this.#scheduleStart(pipeline, now - 47 * MINUTE, { reliable: true, attended: false });
        break;
      case "failed":
        this.#scheduleStart(pipeline, now - 71 * MINUTE, { reliable: true, attended: false });
        break;
      case "held":
        this.#hold(pipeline, now);
        break;
      case undefined:
        break;
    }
    if (spec.busy === true) {
      this.#scheduleNextRun(pipeline, now);
    }
  }

  /** A release that an alarm keeps out of the last stage; then nothing more goes in before it. */
  #hold(pipeline: Pipeline, now: number): void {
    // by dice of its own: nothing else of the account hangs on them
    const random = new Random(`held ${pipeline.declaration.name}`);
    this.#scheduleStart(pipeline, now - 2 * HOUR + 4 * MINUTE, { reliable: true, attended: true }, random);
    const slot = pipeline.slots.at(-2);
    const person = `arn:aws:iam::${this.#pipelines.accountId}:user/${random.pick(PEOPLE)}`;
    this.#clock.schedule(now - 20 * MINUTE, () => {
      if (slot === undefined) return;
      const reason = "Stock count. Nothing is released before Monday";
      this.#pipelines.engine.setTransition(pipeline, slot, { enabled: false, changedBy: person, changedAt: now - 20 * MINUTE, reason });
    });
  }

  /** Schedules builds of a project outside pipelines: one a night or so. */
  addBuilds(builds: BuildStore, project: ProjectSpec, now: number): void {
    const random = this.#dice.of(project.name);
    for (let day = 8; day >= 0; day -= 1) {
      const at = now - day * 24 * HOUR - random.between(30, 400) * MINUTE;
      const failing = project.alwaysFails === true || (day > 0 && random.chance(0.12));
      this.#clock.schedule(at, () => {
        builds.start({
          project,
          initiator: `rule/${project.name}`,
          sourceVersion: "refs/heads/main",
          resolvedSourceVersion: builds.commits.headAt(project.repository, "main", at)?.id,
          failing,
        });
      });
    }
  }

  #scheduleStart(pipeline: Pipeline, at: number, options: { reliable: boolean; attended: boolean }, random = this.#dice.of(pipeline.declaration.name)): void {
    const byHand = random.chance(0.2);
    const person = random.pick(PEOPLE);
    const { accountId, region } = this.#pipelines;
    const { name } = pipeline.declaration;
    const stopAfter = !options.reliable && random.chance(0.05) ? random.between(6, 30) * SECOND : undefined;
    this.#clock.schedule(at, () => {
      const execution = this.#pipelines.start(pipeline, {
        trigger: byHand
          ? { triggerType: "StartPipelineExecution", triggerDetail: `arn:aws:iam::${accountId}:user/${person}` }
          : {
              triggerType: "CloudWatchEvent",
              triggerDetail: `arn:aws:events:${region}:${accountId}:rule/codepipeline-${name}`,
            },
        reliable: options.reliable,
      });
      if (options.attended) {
        this.#attend(execution, stopAfter);
      }
    });
  }

  #attend(execution: Execution, stopAfter: number | undefined): void {
    this.#attended.add(execution);
    if (stopAfter !== undefined) {
      this.#clock.schedule(this.#clock.now() + stopAfter, () => {
        if (execution.status === "InProgress") {
          this.#pipelines.engine.stop(execution, true, "Wrong branch, sorry");
        }
      });
    }
    if (execution.pipeline.behaviour.failsFirst.length > 0) {
      const random = this.#dice.of(execution.pipeline.declaration.name);
      this.#clock.schedule(this.#clock.now() + random.between(4, 14) * MINUTE, () => this.#retry(execution));
    }
  }

  #retry(execution: Execution): void {
    const failed = [...execution.stages.values()].find((stage) => stage.status === "Failed");
    const slot = failed === undefined ? undefined : execution.pipeline.slots[failed.stageIndex];
    if (failed !== undefined && slot?.latest === failed) {
      this.#pipelines.engine.retry(failed, "FAILED_ACTIONS");
    }
  }

  #attendApproval(run: ActionRun): void {
    if (!this.#attended.has(run.execution)) {
      return;
    }
    const random = this.#dice.of(run.execution.pipeline.declaration.name);
    const person = `arn:aws:iam::${this.#pipelines.accountId}:user/${random.pick(PEOPLE)}`;
    const approved = run.execution.reliable || random.chance(0.92);
    const summary = approved
      ? random.pick(["Looks good", "Go", "Checked on staging", ""])
      : "Not during the sale, please";
    this.#clock.schedule(this.#clock.now() + random.between(2, 40) * MINUTE, () => {
      this.#pipelines.world.answerApproval(run, approved, summary, person);
    });
  }

  /**
   * A busy pipeline's next execution, which schedules the one after it. Nobody pushes: a job of the company rolls out again
   * what main has, with a role of its own, whenever its data or its partners' addresses have changed.
   */
  #scheduleNextRun(pipeline: Pipeline, after: number): void {
    const at = after + this.#dice.of(pipeline.declaration.name).between(90, 240) * SECOND;
    this.#clock.schedule(at, () => {
      const role = `assumed-role/rollout-on-change/${pipeline.declaration.name}`;
      const triggerDetail = `arn:aws:sts::${this.#pipelines.accountId}:${role}`;
      this.#pipelines.start(pipeline, { trigger: { triggerType: "StartPipelineExecution", triggerDetail }, reliable: false });
      this.#scheduleNextRun(pipeline, at);
    });
  }
}
