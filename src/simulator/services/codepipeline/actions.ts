import type { Releases } from "../../account/releases.ts";
import type { TaskFamilies } from "../../account/taskFamilies.ts";
import type { SimulatedClock } from "../../clock.ts";
import { Dice } from "../../random.ts";
import type { Random } from "../../random.ts";
import { artifactBucket, artifactKey } from "../artifacts.ts";
import { endOf } from "../codebuild/describeBuild.ts";
import type { BuildRecord, BuildStore } from "../codebuild/builds.ts";
import { CommandRuns, commandLogGroup } from "./commandRuns.ts";
import type { ActionOutcome, ActionRunner } from "./engine.ts";
import { providerOf, stageActions } from "./model.ts";
import type { ActionRun } from "./model.ts";

/** Durations in milliseconds of simulated time at which a demo is pleasant to watch. */
const SOURCE_MS = [2000, 4000] as const;
const DEPLOY_MS = [15_000, 20_000] as const;
const INVOKE_MS = [2000, 5000] as const;
/** An approval nobody gives fails after seven days (CodePipeline user guide, "Quotas"). */
const APPROVAL_MS = 7 * 86_400_000;

type Done = (outcome: ActionOutcome) => void;

/**
 * Rolls out what a deploy action was given, in the service that the action's provider names: fills in the run's external
 * execution, and calls `done` when the service is through. `fails`: the deployment is to go wrong.
 */
export type Deployer = (run: ActionRun, fails: boolean, done: Done) => void;

/** What the actions of a region's pipelines work with. */
export interface ActionSurroundings {
  readonly builds: BuildStore;
  /** By provider, such as `CodeDeploy`; a provider without one is played by the clock alone. */
  readonly deployers: ReadonlyMap<string, Deployer>;
  readonly releases: Releases;
  /** Where an action that deploys to ECS registers its task definition. */
  readonly families: TaskFamilies;
}

/** Runs the actions of one region's pipelines: builds in CodeBuild, approvals by people, the rest by the clock. */
export class ActionWorld {
  readonly #clock: SimulatedClock;
  readonly #builds: BuildStore;
  readonly #deployers: ReadonlyMap<string, Deployer>;
  readonly #releases: Releases;
  readonly #families: TaskFamilies;
  readonly #dice: Dice;
  readonly commands: CommandRuns;
  /** Approvals that are open, by token. */
  readonly #approvals = new Map<string, Done>();
  /** Told of every approval that opens; the account's own people answer some of them. */
  onApproval: ((run: ActionRun) => void) | undefined;

  constructor(clock: SimulatedClock, { builds, deployers, releases, families }: ActionSurroundings) {
    this.#clock = clock;
    this.commands = new CommandRuns(clock);
    this.#builds = builds;
    this.#deployers = deployers;
    this.#releases = releases;
    this.#families = families;
    this.#dice = new Dice(`actions ${builds.accountId} ${builds.region}`);
  }

  readonly run: ActionRunner = (run, done) => {
    if (isElsewhere(run, this.#builds.accountId)) {
      this.#runElsewhere(run, done);
      return;
    }
    switch (providerOf(run.declaration)) {
      case "CodeCommit":
      case "CodeStarSourceConnection":
        this.#source(run, done);
        break;
      case "CodeBuild":
        this.#build(run, done);
        break;
      case "Manual":
        this.#approval(run, done);
        break;
      case "Commands":
        this.#runCommands(run, done);
        break;
      case "Lambda":
        this.#later(run, INVOKE_MS, () => done({ status: "Succeeded" }));
        break;
      default:
        this.#deploy(run, done);
    }
  };

  /** Answers an open approval; false when it is not open. */
  answerApproval(run: ActionRun, approved: boolean, summary: string, answeredBy: string): boolean {
    const done = this.#approvals.get(run.token ?? "");
    if (done === undefined) {
      return false;
    }
    this.#approvals.delete(run.token ?? "");
    run.updatedBy = answeredBy;
    done({ status: approved ? "Succeeded" : "Failed", summary });
    return true;
  }

  #source(run: ActionRun, done: Done): void {
    const revision =
      run.execution.revisions.find((one) => one.actionName === run.declaration.name) ?? run.execution.revisions[0];
    this.#later(run, SOURCE_MS, () => {
      run.externalExecutionId = revision?.revisionId;
      run.externalExecutionUrl = revision?.url;
      run.outputVariables = {
        BranchName: run.declaration.configuration?.["BranchName"] ?? "main",
        CommitId: revision?.revisionId ?? "",
        CommitMessage: revision?.summary ?? "",
        RepositoryName: run.execution.pipeline.behaviour.repository,
      };
      done({ status: "Succeeded", summary: revision?.summary });
    });
  }

  #build(run: ActionRun, done: Done): void {
    const { execution } = run;
    const { region, accountId } = this.#builds;
    const projectName = run.declaration.configuration?.["ProjectName"] ?? "";
    const project = this.#builds.project(projectName);
    if (project === undefined) {
      done({
        status: "Failed",
        error: { code: "ConfigurationError", message: `Project cannot be found: ${projectName}` },
      });
      return;
    }
    const pipelineName = execution.pipeline.declaration.name;
    const artifact = (name: string | undefined) =>
      name === undefined ? "" : `arn:aws:s3:::${artifactBucket(accountId, region)}/${artifactKey(pipelineName, execution.id, name)}`;
    const isBatch = run.declaration.configuration?.["BatchEnabled"] === "true";
    const request = {
      project,
      initiator: `codepipeline/${pipelineName}`,
      sourceVersion: artifact(run.declaration.inputArtifacts?.[0]?.name),
      artifact: artifact(run.declaration.outputArtifacts?.[0]?.name),
      resolvedSourceVersion: execution.revisions[0]?.revisionId ?? "",
      failing: this.#fails(run),
      environmentVariables: execution.variables.map(({ name, resolvedValue }) => ({
        name: name ?? "",
        value: resolvedValue ?? "",
        type: "PLAINTEXT" as const,
      })),
    };
    if (isBatch) {
      const batch = this.#builds.startBatch(request, (builds) => done(batchOutcome(builds)));
      run.externalExecutionId = batch.id;
      return;
    }
    const build = this.#builds.start({ ...request, onEnd: (ended) => done(buildOutcome(ended)) });
    run.externalExecutionId = build.id;
    run.externalExecutionUrl =
      `https://console.aws.amazon.com/codebuild/home?region=${region}#/builds/` +
      `${encodeURIComponent(build.id)}/view/new`;
  }

  #runCommands(run: ActionRun, done: Done): void {
    const group = commandLogGroup(run.execution.pipeline.declaration.name);
    const { region, accountId } = this.#builds;
    run.logStreamArn = `arn:aws:logs:${region}:${accountId}:log-group:${group}:log-stream:${run.id}`;
    this.commands.start(run, () => done({ status: "Succeeded" }));
  }

  /** What another account's role runs is in that account: here it has an id alone. */
  #runElsewhere(run: ActionRun, done: Done): void {
    const project = run.declaration.configuration?.["ProjectName"] ?? "";
    run.externalExecutionId = `${project}:${this.#randomOf(run).uuid()}`;
    this.#later(run, DEPLOY_MS, () => done({ status: "Succeeded" }));
  }

  #approval(run: ActionRun, done: Done): void {
    const token = run.token ?? "";
    this.#approvals.set(token, done);
    if (run.execution.mode === "PARALLEL") {
      // Where the state tells no token, this is it (API reference, PutApprovalResult).
      run.externalExecutionId = token;
    }
    this.#clock.schedule(this.#clock.now() + APPROVAL_MS, () => {
      if (this.#approvals.delete(token)) {
        done({ status: "Failed", error: { code: "Timeout", message: "The approval was not given in time." } });
      }
    });
    this.onApproval?.(run);
  }

  #deploy(run: ActionRun, done: Done): void {
    const deployer = this.#deployers.get(providerOf(run.declaration)) ?? this.#deployByClock;
    deployer(run, this.#fails(run), (outcome) => {
      // The actions of a stage follow each other: with the last one the new version serves.
      if (outcome.status === "Succeeded" && isLastOfStage(run)) {
        const { pipeline, revisions } = run.execution;
        // Two pipelines may build one repository for two applications.
        const component = run.declaration.configuration?.["ApplicationName"] ?? pipeline.behaviour.repository;
        this.#releases.shifted(component, revisions[0]?.revisionId ?? "", this.#clock.now());
      }
      done(outcome);
    });
  }

  readonly #deployByClock: Deployer = (run, fails, done) => {
    const provider = providerOf(run.declaration);
    const region = this.#builds.region;
    const consoleUrl = "https://console.aws.amazon.com";
    const id = `d-${this.#randomOf(run).hex(9).toUpperCase()}`;
    const { ClusterName: cluster = "", ServiceName: service = "" } = run.declaration.configuration ?? {};
    run.externalExecutionId = id;
    run.externalExecutionUrl =
      provider === "ECS"
        ? `${consoleUrl}/ecs/v2/clusters/${cluster}/services/${service}?region=${region}`
        : `${consoleUrl}/codedeploy/home?region=${region}#/deployments/${id}`;
    const message = "The deployment failed because too many individual instances failed the health check.";
    const at = this.#clock.now();
    const ends = this.#later(run, DEPLOY_MS, () =>
      fails
        ? done({ status: "Failed", error: { code: "JobFailed", message } })
        : done({ status: "Succeeded", summary: "Deployment Succeeded" }),
    );
    if (provider === "ECS") {
      this.#families.register(service, { at, commit: run.execution.revisions[0]?.revisionId, rollout: { ends, fails } });
    }
  };

  /** Whether an action is to fail: what the catalogue says, and chance for executions that nobody watches. */
  #fails(run: ActionRun): boolean {
    const { behaviour } = run.execution.pipeline;
    const name = `${run.stageName}/${run.declaration.name}`;
    const broken = behaviour.broken;
    if (broken !== undefined && run.execution.startTime >= broken.since && broken.actions.includes(name)) {
      return true;
    }
    if (run.attempt === 1 && behaviour.failsFirst.includes(name)) {
      return true;
    }
    return !run.execution.reliable && run.attempt === 1 && this.#randomOf(run).chance(behaviour.flakiness);
  }

  #randomOf({ execution }: ActionRun): Random {
    return this.#dice.of(execution.pipeline.declaration.name);
  }

  /** @returns when it happens: milliseconds since 1970 */
  #later(run: ActionRun, [shortest, longest]: readonly [number, number], action: () => void): number {
    const at = this.#clock.now() + this.#randomOf(run).between(shortest, longest);
    this.#clock.schedule(at, action);
    return at;
  }
}

/** A batch fails with one of its builds. */
function batchOutcome(builds: readonly BuildRecord[]): ActionOutcome {
  return builds.map(buildOutcome).find(({ status }) => status === "Failed") ?? { status: "Succeeded" };
}

function buildOutcome(build: BuildRecord): ActionOutcome {
  if (build.stoppedAt !== undefined && endOf(build) === build.stoppedAt) {
    return { status: "Failed", error: { code: "JobFailed", message: "Build terminated with state: STOPPED" } };
  }
  if (!build.plan.failing) {
    return { status: "Succeeded" };
  }
  const phase = build.plan.phases.find((one) => one.status === "FAILED");
  const reason = phase?.contexts[0];
  const where = `Phase: ${phase?.type}, Code: ${reason?.statusCode}, Message: ${reason?.message}`;
  return {
    status: "Failed",
    error: { code: "JobFailed", message: `Build terminated with state: FAILED. ${where}` },
  };
}

function isElsewhere({ declaration }: ActionRun, accountId: string): boolean {
  return declaration.roleArn !== undefined && !declaration.roleArn.includes(`::${accountId}:`);
}

/** Whether no action of the run's stage comes after it. */
function isLastOfStage(run: ActionRun): boolean {
  const { pipeline } = run.execution;
  const stage = pipeline.slots.findIndex(({ name }) => name === run.stageName);
  const order = run.declaration.runOrder ?? 1;
  return stageActions(pipeline, stage).every((action) => (action.runOrder ?? 1) <= order);
}
