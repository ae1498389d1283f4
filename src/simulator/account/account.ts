import type { SimulatedClock } from "../clock.ts";
import { hashText } from "../random.ts";
import { commitsOf } from "../services/codecommit/commitSource.ts";
import { RepositoryStore } from "../services/codecommit/repositories.ts";
import { seedRepository } from "../services/codecommit/seed.ts";
import { BuildStore } from "../services/codebuild/builds.ts";
import { stackDeployer } from "../services/cloudformation/deployer.ts";
import { ChangeSetStore } from "../services/cloudformation/changeSets.ts";
import { DriftDetector } from "../services/cloudformation/drift.ts";
import { StackEngine } from "../services/cloudformation/engine.ts";
import type { StackSurroundings } from "../services/cloudformation/handlers.ts";
import { StackStore } from "../services/cloudformation/stacks.ts";
import type { Deployer } from "../services/codepipeline/actions.ts";
import type { Pipeline } from "../services/codepipeline/model.ts";
import { PipelineStore } from "../services/codepipeline/pipelines.ts";
import { codeDeployDeployer } from "../services/codedeploy/deployer.ts";
import { DeploymentStore } from "../services/codedeploy/deployments.ts";
import { CallLog } from "../services/cloudtrail/calls.ts";
import { LogStore } from "../services/logs/logStore.ts";
import { Inventory } from "../resources/inventory.ts";
import { isPlayed, openServices } from "../resources/opened.ts";
import { resourceOf } from "../resources/stackResources.ts";
import type { Provisioner } from "../resources/provisioner.ts";
import type { OpenServices } from "../resources/opened.ts";
import { addApplications } from "./applications.ts";
import { componentOf, PEOPLE } from "./catalogue.ts";
import type { AccountSpec, PipelineSpec, RegionCatalogue } from "./catalogue.ts";
import { declarePipeline, hasTemplate, pipelineProjects, standaloneProject } from "./declarations.ts";
import { History } from "./history.ts";
import { addLogGroups } from "./logGroups.ts";
import { TraceStore } from "../services/xray/traceStore.ts";
import { Past } from "./past.ts";
import type { Settle } from "./past.ts";
import { provisionersOf } from "./provisioners.ts";
import { outsideOf } from "./outside.ts";
import { Releases } from "./releases.ts";
import { TaskFamilies } from "./taskFamilies.ts";
import { addStacks } from "./stacks/addStacks.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How often a build fails that nobody watches. */
const FLAKINESS = 0.07;

/** What the account has in one region. */
export interface RegionState {
  readonly pipelines: PipelineStore;
  readonly builds: BuildStore;
  readonly deployments: DeploymentStore;
  readonly logs: LogStore;
  readonly repositories: RepositoryStore;
  readonly releases: Releases;
  readonly stacks: StackSurroundings;
  readonly traces: TraceStore;
  readonly families: TaskFamilies;
  readonly inventory: Inventory;
  /** What was called here. */
  readonly calls: CallLog;
  /** What the services that are played by rules made of the region so far. */
  readonly services: OpenServices;
  readonly clock: SimulatedClock;
  /** Plays what happened before the region was opened, where nobody looked at it so far. */
  readonly settle: Settle;
  /** In the names of clusters and deployment groups. */
  readonly environment: string;
  /** Of the account. */
  readonly alias: string;
}

/**
 * One account. A region is made when it is first asked for, and all that is in it counts from that moment: whoever
 * looks first finds pipelines that run just now.
 */
export class Account {
  readonly spec: AccountSpec;
  readonly #clock: SimulatedClock;
  readonly #regions = new Map<string, RegionState>();
  readonly #calls = new Map<string, CallLog>();

  constructor(spec: AccountSpec, clock: SimulatedClock) {
    this.spec = spec;
    this.#clock = clock;
  }

  /** A region's state; regions the company does not use are there and empty. */
  region(name: string): RegionState {
    let state = this.#regions.get(name);
    if (state === undefined) {
      state = this.#open(name);
      this.#regions.set(name, state);
    }
    return state;
  }

  /** What was called in a region, which need not be made for it. */
  calls(region: string): CallLog {
    const known = this.#calls.get(region) ?? new CallLog();
    this.#calls.set(region, known);
    return known;
  }

  #open(name: string): RegionState {
    const { id } = this.spec;
    const repositories = new RepositoryStore(name, id);
    const commits = commitsOf(repositories);
    const past = new Past(this.#clock);
    const { settle } = past;
    const builds = new BuildStore(name, id, this.#clock, commits, settle);
    const releases = new Releases(settle);
    const deployments = new DeploymentStore(name, id, this.#clock, releases, settle);
    const families = new TaskFamilies(settle);
    const store = new StackStore(name, id, this.#clock, families, settle);
    const codeDeploy = codeDeployDeployer(deployments, (service) => store.taskDefinitionRevision(service));
    const provisioners = new Map<string, Provisioner>();
    const isReal = (type: string) => isPlayed(type) || provisioners.has(type);
    const engine = new StackEngine(store, this.#clock, isReal, provisioners);
    const changeSets = new ChangeSetStore(store, engine, this.#clock);
    const stacks = { store, engine, changeSets, drift: new DriftDetector(store, this.#clock, isReal) };
    const deployers = new Map<string, Deployer>([
      ["CloudFormation", stackDeployer(stacks, commits, this.#clock)],
      ["CodeDeploy", codeDeploy],
      ["CodeDeployToECS", codeDeploy],
    ]);
    const pipelines = new PipelineStore(name, id, this.#clock, { builds, deployers, releases, families }, commits, settle);
    repositories.onPush = ({ repository, branch, commit }) => pipelines.startOnPush(repository, branch, commit.id);
    const logs = new LogStore(name, id);
    const traces = new TraceStore(logs, this.#clock);
    const catalogue = Object.hasOwn(this.spec.regions, name) ? this.spec.regions[name] : undefined;
    const services = openServices(() => state);
    store.outside = outsideOf(services);
    const inventory = new Inventory(store, services.ofType);
    store.onLeave = (stack, one) => {
      for (const { stack: _former, ...rest } of resourceOf(store, stack, one)) inventory.put(rest);
    };
    const places = { settle, families, inventory, services, calls: this.calls(name), clock: this.#clock, environment: this.spec.environment, alias: this.spec.alias };
    const state: RegionState = { pipelines, builds, deployments, logs, repositories, releases, stacks, traces, ...places };
    for (const [type, provisioner] of provisionersOf(state)) {
      provisioners.set(type, provisioner);
    }
    if (catalogue !== undefined) {
      this.#populate(catalogue, state, past);
    }
    return state;
  }

  #populate(catalogue: RegionCatalogue, state: RegionState, past: Past): void {
    const { pipelines, builds, deployments } = state;
    const epoch = this.#clock.now();
    addRepositories(state, catalogue, epoch);
    addApplications(deployments, past, this.spec.environment, catalogue, epoch);
    const history = new History(this.#clock, pipelines);
    for (const spec of catalogue.pipelines) {
      const component = componentOf(spec.name);
      for (const project of pipelineProjects(spec)) {
        builds.addProject(project);
      }
      const pipeline = this.#addPipeline(pipelines, spec, epoch);
      past.tie(component, [`pipeline ${spec.name}`, `component ${component}`, ...pipelineProjects(spec).map(({ name }) => `project ${name}`)]);
      past.later(component, () => history.add(pipeline, spec, epoch));
    }
    for (const standalone of catalogue.projects) {
      const project = standaloneProject(standalone);
      builds.addProject(project);
      past.tie(`project ${project.name}`, [`project ${project.name}`]);
      past.later(`project ${project.name}`, () => history.addBuilds(builds, project, epoch));
    }
    addLogGroups(state, catalogue.logs, epoch);
    past.first(() => addStacks(state, past, this.#clock, this.spec.environment, catalogue, epoch));
  }

  #addPipeline(pipelines: PipelineStore, spec: PipelineSpec, epoch: number): Pipeline {
    const age = hashText(spec.name);
    const declaration = declarePipeline(spec, pipelines.region, this.spec, 1 + (age % 23));
    const behaviour = {
      repository: componentOf(spec.name),
      failsFirst: spec.failsFirst === undefined ? [] : [spec.failsFirst],
      broken: spec.broken === undefined ? undefined : { actions: [spec.broken], since: epoch - 2 * HOUR },
      held: spec.opening === "held" ? { conditions: ["Deploy/BEFORE_ENTRY"], since: epoch - 2 * HOUR } : undefined,
      flakiness: FLAKINESS,
    };
    const created = epoch - (120 + (age % 800)) * DAY;
    return pipelines.add(declaration, behaviour, created, epoch - (10 + (age % 100)) * DAY);
  }
}

/** The repositories that the region's pipelines and projects build, and one that is still empty. */
function addRepositories({ repositories, stacks }: RegionState, catalogue: RegionCatalogue, epoch: number): void {
  const { pipelines, projects, emptyRepository } = catalogue;
  const withTemplate = new Set(pipelines.filter(hasTemplate).map((spec) => componentOf(spec.name)));
  const templateOf = (name: string): string => {
    const stack = [...stacks.store.named()].find(({ blueprint }) => blueprint.name === name);
    if (stack === undefined) {
      throw new Error(`The repository ${name} was asked for before its stack was there`);
    }
    return stack.template;
  };
  const built = [...pipelines.map(({ name }) => componentOf(name)), ...projects.map(({ repository }) => repository)];
  for (const name of new Set(built)) {
    const created = epoch - (200 + (hashText(name) % 900)) * DAY;
    // The stacks come after the repositories, and a seed is made when somebody first asks for a commit.
    const seed = () => seedRepository(name, PEOPLE, epoch, withTemplate.has(name) ? templateOf(name) : undefined);
    repositories.add({ name, description: `Source of ${name}`, created, seed });
  }
  const description = "Nothing was pushed here yet";
  repositories.add({ name: emptyRepository, description, created: epoch - 2 * DAY, seed: undefined });
}
