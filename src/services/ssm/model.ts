import { partitionOf, type ResourceRef } from "../../base/resourceRef.ts";

export type ParameterType = "String" | "StringList" | "SecureString";

/** A parameter, or what the names of some have in common up to a slash. */
export interface Entry {
  readonly kind: "folder" | "parameter";
  /** `/app/prod`, `/app/prod/url`. */
  readonly name: string;
  /** What is behind the folder above; of a folder with its slash. */
  readonly label: string;
  readonly type: ParameterType;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number | undefined;
  /** Who changed it last, as people know them. */
  readonly by: string | undefined;
  readonly tier: string | undefined;
  readonly key: string | undefined;
  readonly description: string | undefined;
}

/** A version of a parameter, without its value. */
export interface Version {
  readonly parameter: Entry;
  readonly version: number;
  readonly labels: readonly string[];
  readonly at: number | undefined;
  readonly by: string | undefined;
}

/** What a page of parameters shows below a path: those right below it, and a folder for the others, each once. */
export function entriesBelow(path: string, parameters: readonly Entry[]): readonly Entry[] {
  const found = new Map<string, Entry>();
  for (const parameter of parameters) {
    const own = relative(path, parameter.name);
    const slash = own.indexOf("/");
    const label = slash < 0 ? own : own.slice(0, slash + 1);
    const entry: Entry = slash < 0 ? { ...parameter, label } : folderOf(parameter.name.slice(0, parameter.name.length - own.length + slash), label);
    if (!found.has(label)) found.set(label, entry);
  }
  return [...found.values()];
}

/** What a filter finds below a path: folders whose own names fit, and parameters, however deep they stand. */
export function entriesFound(path: string, filter: string, parameters: readonly Entry[]): readonly Entry[] {
  const folders = entriesBelow(path, parameters).filter(({ kind, label }) => kind === "folder" && label.includes(filter));
  return [...folders, ...parameters.map((parameter) => ({ ...parameter, label: relative(path, parameter.name) }))];
}

function folderOf(name: string, label: string): Entry {
  const none = { at: undefined, by: undefined, tier: undefined, key: undefined, description: undefined };
  return { kind: "folder", name, label, type: "String", version: 0, ...none };
}

/** Folders first, each by name. */
export function byName(a: Entry, b: Entry): number {
  return Number(a.kind === "parameter") - Number(b.kind === "parameter") || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
}

function relative(path: string, name: string): string {
  return path === "" ? name.replace(/^\//, "") : name.slice(path.length + 1);
}

/** The rows that `parameter/app/prod/url` leads to: `app/`, `prod/`, `url`; with a slash at its end, the folder. */
export function stepsOf(resource: string): readonly string[] | undefined {
  if (!resource.startsWith("parameter/")) return undefined;
  const parts = resource.slice("parameter/".length).split("/");
  const steps = parts.map((part, index) => (index < parts.length - 1 ? `${part}/` : part));
  return steps.at(-1) === "" ? steps.slice(0, -1) : steps;
}

export function parameterRef(region: string, name: string): ResourceRef {
  return { partition: partitionOf(region), service: "ssm", region, account: "", resource: `parameter/${name.replace(/^\//, "")}` };
}

/** Who an ARN names, as people know them: the user, or the session of a role; undefined where it is none (`N/A`). */
export function personOf(arn: string | undefined): string | undefined {
  return arn?.startsWith("arn:") !== true ? undefined : arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1);
}

/** Characters ("Managing parameter tiers", Systems Manager user guide). */
function mostOf({ tier }: Pick<Entry, "tier">): number {
  return tier === "Standard" ? 4096 : 8192;
}

/** Why a text is no value of a parameter. */
export function valueProblem(text: string, parameter: Pick<Entry, "tier">): string | undefined {
  const most = mostOf(parameter);
  return text === "" ? "A value is needed" : text.length > most ? `At most ${most} characters: these are ${text.length}` : undefined;
}

/** A parameter's value where it can be read without decrypting it. */
export interface Setting {
  readonly name: string;
  readonly type: ParameterType;
  /** Undefined: it is encrypted. */
  readonly value: string | undefined;
}

/** What stands below a folder, a line each, by names from there on: as it is compared with another one. */
export function settingsText(folder: string, settings: readonly Setting[]): string {
  const own = settings.map(({ name, ...rest }) => ({ name: relative(folder, name), ...rest })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return own.map(({ name, type, value }) => `${name} = ${value === undefined ? "(encrypted)" : value}${type === "StringList" ? "  (list)" : ""}\n`).join("");
}

/** Why something is no name of a parameter ("About requirements and constraints for parameter names", user guide). */
export function nameProblem(name: string): string | undefined {
  if (!/^[\w.\-/]+$/.test(name) || name.endsWith("/")) return "Letters, digits, . - _ and / between them";
  if (name.includes("/") && !name.startsWith("/")) return "A name with slashes begins with one";
  if (name.split("/").length > 16) return "At most 15 levels";
  if (name.length > 1011) return `At most 1011 characters: these are ${name.length}`;
  return /^\/?(?:aws|ssm)/i.test(name) ? "Names that begin with aws or ssm are the service's own" : undefined;
}
