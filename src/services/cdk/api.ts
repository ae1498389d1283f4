import { DevOpsError } from "../../base/errors.ts";
import { type Members, membersOf, textOf } from "../../base/json.ts";
import type { Workspace } from "../../base/workspace.ts";
import { type App, type Construct, type Place, type SourceLine, type Stack, endings, environmentOf, isAdded, sourceOf } from "./model.ts";

const MEGABYTE = 1024 * 1024;
/** Bytes of a file that is read at most: a large app's tree has tens of thousands of constructs. */
const MOST = { settings: MEGABYTE, assembly: 64 * MEGABYTE };
/** Stages stand in stages, but not deeper than this. */
const MOST_STAGES = 8;
/** Texts that are kept as they were read: those of the apps that are looked at. */
const MOST_KEPT = 16;
/** How the main part of a construct is called (`Node.defaultChild` of the construct library). */
const MAIN = ["Resource", "Default"] as const;


/** What an assembly tells of a construct beside the tree. */
interface Facts {
  readonly logicalId: string | undefined;
  readonly source: SourceLine | undefined;
}

/** CDK apps as their files tell of them; no code of theirs is run. Every method throws DevOpsError. */
export class CdkApi {
  readonly #workspace: Workspace;
  readonly #kept = new Map<string, { readonly stamp: string; readonly value: unknown }>();
  readonly #facts = new WeakMap<object, ReadonlyMap<string, Facts>>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  async listApps(signal: AbortSignal): Promise<readonly App[]> {
    const found = await this.#workspace.find("**/cdk.json", signal);
    // what is written into an assembly, such as another app as an asset, is not the person's
    const own = found.filter(({ folder }) => !/[\\/]cdk\.out([\\/]|$)/.test(folder));
    return Promise.all(own.map(async ({ path, folder, label }) => ({ label, folder, settings: path, ...(await this.#settings(path, folder)) })));
  }

  /** The stacks of the app's assembly, in its order, those of stages behind; none where it was never synthesised. */
  async listStacks({ settings, folder }: App): Promise<readonly Stack[]> {
    // the app's row and what stands below it are read anew side by side: what the row told may be of before
    const { output } = await this.#settings(settings, folder);
    return output === undefined ? [] : this.#stacks(output, output, 0);
  }

  /** What stands below a stack, or below a construct of it; none where the assembly has no tree. */
  async listConstructs(stack: Stack, above: Construct | undefined): Promise<readonly Construct[]> {
    const tree = this.#workspace.within(stack.root, "tree.json");
    if (tree === undefined || (await this.#workspace.stat(tree)) === undefined) return [];
    let node = membersOf(membersOf(await this.#json(tree, MOST.assembly))["tree"]);
    let isNested = false;
    for (const id of (above?.path ?? stack.path).split("/")) {
      node = membersOf(membersOf(node["children"])[id]);
      isNested ||= textOf(membersOf(node["constructInfo"])["fqn"])?.endsWith(".NestedStack") === true;
    }
    const facts = await this.#factsOf(stack);
    const path = above?.path ?? stack.path;
    return Object.entries(membersOf(node["children"]))
      .filter(([id]) => !isAdded(id))
      .map(([id, child]) => constructOf(id, `${path}/${id}`, membersOf(child), facts, isNested));
  }

  /**
   * Where the construct of a stack's resource stands.
   * @throws DevOpsError notFound where no app has it
   */
  async placeOf(stackName: string, logicalId: string, region: string, signal: AbortSignal): Promise<Place> {
    const tried = `find the construct of ${logicalId} in stack ${stackName}`;
    let isKnown = false;
    for (const app of await this.listApps(signal)) {
      const stacks = (await this.listStacks(app)).filter((one) => one.name === stackName && (one.region ?? region) === region);
      for (const stack of stacks) {
        isKnown = true;
        const found = [...(await this.#factsOf(stack))].find(([, facts]) => facts.logicalId === logicalId);
        if (found !== undefined) return [app.label, stack.path, ...found[0].slice(stack.path.length + 1).split("/")];
      }
    }
    const why = isKnown ? "the assembly of its app does not tell of it" : "no app in the open folders was synthesised with that stack";
    throw new DevOpsError({ kind: "notFound", tried, why, remedy: "Synthesise the app, so that what is read of it is of today." });
  }

  /** Opens the line of a source. The file may be named as on the machine that synthesised it. @throws DevOpsError notFound */
  async showSource({ folder }: App, { file, line }: SourceLine): Promise<void> {
    for (const way of [file, ...endings(file)]) {
      const path = this.#workspace.within(folder, way);
      if (path !== undefined && (await this.#workspace.stat(path)) !== undefined) return this.#workspace.show(path, line);
    }
    throw new DevOpsError({ kind: "notFound", tried: `open ${file}`, why: "there is no such file in the app's folder" });
  }

  async showTemplate({ template, path }: Stack): Promise<void> {
    if (template !== undefined && (await this.#workspace.stat(template)) !== undefined) return this.#workspace.show(template, 1);
    throw new DevOpsError({ kind: "notFound", tried: `open the template of ${path}`, why: "the assembly has no such file", remedy: "Synthesise the app." });
  }

  /**
   * The app's own command line, as a program for Node.
   * @throws DevOpsError unsupported where the folders are not trusted: it runs the app's code; notFound where there is none
   */
  async commandLine({ folder, label }: App, tried: string): Promise<string> {
    if (!this.#workspace.isTrusted) {
      const remedy = "Trust them with the command Workspaces: Manage Workspace Trust.";
      throw new DevOpsError({ kind: "unsupported", tried, why: "it runs the app's code, and the open folders are not trusted", remedy });
    }
    const found = await this.#workspace.closest(folder, "node_modules/aws-cdk/bin/cdk");
    if (found !== undefined) return found;
    const remedy = "Install it in the project: npm install --save-dev aws-cdk";
    throw new DevOpsError({ kind: "notFound", tried, why: `${label} has no command line of the CDK of its own (the package aws-cdk)`, remedy });
  }

  async #settings(path: string, folder: string): Promise<Omit<App, "label" | "folder" | "settings">> {
    let settings: Members = {};
    let problem: string | undefined;
    try {
      settings = membersOf(await this.#json(path, MOST.settings));
    } catch (error) {
      if (!(error instanceof DevOpsError)) throw error;
      problem = error.message;
    }
    const output = this.#workspace.within(folder, textOf(settings["output"]) ?? "cdk.out");
    const manifest = output && this.#workspace.within(output, "manifest.json");
    const facts = manifest === undefined ? undefined : await this.#workspace.stat(manifest);
    return { command: textOf(settings["app"]), output, synthesisedAt: facts?.changedAt, problem };
  }

  async #stacks(root: string, assembly: string, depth: number): Promise<readonly Stack[]> {
    const manifest = this.#workspace.within(assembly, "manifest.json");
    if (manifest === undefined || depth > MOST_STAGES || (await this.#workspace.stat(manifest)) === undefined) return [];
    const artifacts = Object.entries(membersOf(membersOf(await this.#json(manifest, MOST.assembly))["artifacts"])).map(([id, one]) => ({ id, one: membersOf(one) }));
    const within = (file: string | undefined) => (file === undefined ? undefined : this.#workspace.within(assembly, file));
    const own = artifacts.filter(({ one }) => one["type"] === "aws:cloudformation:stack").map(({ id, one }): Stack => {
      const properties = membersOf(one["properties"]);
      return {
        path: pathOf(id, one),
        name: textOf(properties["stackName"]) ?? id,
        assembly,
        root,
        template: within(textOf(properties["templateFile"])),
        ...environmentOf(textOf(one["environment"]) ?? ""),
      };
    });
    const stages = artifacts.filter(({ one }) => one["type"] === "cdk:cloud-assembly").map(({ one }) => within(textOf(membersOf(one["properties"])["directoryName"])));
    const apart = stages.filter((stage) => stage !== undefined && stage !== assembly) as readonly string[];
    const below = await Promise.all(apart.map((stage) => this.#stacks(root, stage, depth + 1)));
    return [...own, ...below.flat()];
  }

  /** What the assembly's metadata tell, by the paths of constructs; made once for each reading of it. */
  async #factsOf(stack: Stack): Promise<ReadonlyMap<string, Facts>> {
    const manifest = this.#workspace.within(stack.assembly, "manifest.json");
    if (manifest === undefined) return new Map();
    const artifacts = membersOf(membersOf(await this.#json(manifest, MOST.assembly))["artifacts"]);
    const found = Object.entries(artifacts).find(([id, one]) => pathOf(id, membersOf(one)) === stack.path);
    const artifact = membersOf(found?.[1]);
    // newer assemblies have it in a file beside
    const beside = textOf(artifact["additionalMetadataFile"]);
    const file = beside && this.#workspace.within(stack.assembly, beside);
    const metadata = file === undefined || file === "" ? membersOf(artifact["metadata"]) : membersOf(await this.#json(file, MOST.assembly));
    // the same object until the file is read anew
    const known = this.#facts.get(metadata);
    if (known !== undefined) return known;
    const facts = new Map(Object.entries(metadata).map(([path, entries]) => [path.replace(/^\//, ""), factsIn(entries)] as const));
    this.#facts.set(metadata, facts);
    return facts;
  }

  /** A file's value, read anew when the file changed. */
  async #json(path: string, most: number): Promise<unknown> {
    const facts = await this.#workspace.stat(path);
    const stamp = `${facts?.changedAt} ${facts?.size}`;
    const kept = this.#kept.get(path);
    if (kept?.stamp === stamp) return kept.value;
    const value = parsed(await this.#workspace.read(path, most), path);
    this.#kept.delete(path);
    this.#kept.set(path, { stamp, value });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }
}

function parsed(source: string, path: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    const why = "it is no whole JSON: it may be broken, or being written";
    throw new DevOpsError({ kind: "invalid", tried: `read ${path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)}`, on: path, why });
  }
}

function constructOf(id: string, path: string, node: Members, facts: ReadonlyMap<string, Facts>, isNested: boolean): Construct {
  const children = membersOf(node["children"]);
  const main = MAIN.find((name) => children[name] !== undefined);
  const told = facts.get(path);
  const ofMain = main === undefined ? undefined : facts.get(`${path}/${main}`);
  const typeOf = (one: Members) => textOf(membersOf(one["attributes"])["aws:cdk:cloudformation:type"]);
  return {
    id,
    path,
    kind: textOf(membersOf(node["constructInfo"])["fqn"]),
    type: typeOf(node) ?? (main === undefined ? undefined : typeOf(membersOf(children[main]))),
    logicalId: isNested ? undefined : (told?.logicalId ?? ofMain?.logicalId),
    source: told?.source ?? ofMain?.source,
    hasMore: Object.keys(children).some((name) => !isAdded(name)),
  };
}

/** Entries are of types: that of the logical id has it as its data, and any of them may have a trace. */
function factsIn(entries: unknown): Facts {
  const all = (Array.isArray(entries) ? (entries as readonly unknown[]) : []).map(membersOf);
  const texts = (value: unknown) => (Array.isArray(value) ? (value as readonly unknown[]).filter((line) => typeof line === "string") : []);
  const traces = all.flatMap((one) => [texts(one["trace"]), one["type"] === "aws:cdk:creationStack" ? texts(one["data"]) : []]);
  const source = traces.map(sourceOf).find((one) => one !== undefined);
  return { logicalId: textOf(all.find(({ type }) => type === "aws:cdk:logicalId")?.["data"]), source };
}

/** The path of a stack's construct. Some versions put the stack's name in brackets behind it. */
function pathOf(id: string, artifact: Members): string {
  const name = textOf(artifact["displayName"]) ?? id;
  const bracket = name.endsWith(")") ? name.indexOf(" (") : -1;
  return bracket < 1 ? name : name.slice(0, bracket);
}
