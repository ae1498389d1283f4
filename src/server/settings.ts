import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DiagnosticSeverity } from "vscode-languageserver";
import { CONFIG_NAMES, type Config, NO_CONFIG, readConfig } from "../language/config.ts";
import type { Finding } from "../language/finding.ts";
import { type Settings, defaultSettings } from "../language/model/facts.ts";
import { NestedFiles } from "./nestedFiles.ts";

/** The section of the editor's settings that a client sends. */
const SECTION = "awsDevOps.cloudformation";

const SEVERITIES: Readonly<Record<string, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** How much a finding matters, by the letter of its code. */
const BY_LETTER: Readonly<Record<string, DiagnosticSeverity>> = {
  E: DiagnosticSeverity.Error,
  W: DiagnosticSeverity.Warning,
  I: DiagnosticSeverity.Hint,
};

/** Advice about what most templates leave out: told where somebody asks for it. */
const ADVICE: ReadonlySet<string> = new Set(["I3011", "I3013", "I3042"]);

/** What the user's settings say about rules. */
interface Given {
  /** By a rule's code or the beginning of codes: one of the severities, or `off`. */
  readonly rules: Readonly<Record<string, string>>;
  readonly advises: boolean;
  readonly regions: readonly string[];
}

const NOTHING_GIVEN: Given = { rules: {}, advises: false, regions: [] };

/** What is told of a document, and how. */
export interface Telling {
  readonly settings: Settings;
  /** Undefined for what is not told. */
  severityOf(finding: Finding): DiagnosticSeverity | undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param settings as `workspace/didChangeConfiguration` brings them: `{ awsDevOps: { cloudformation: {…} } }` */
function givenIn(settings: unknown): Given {
  let section = settings;
  for (const name of SECTION.split(".")) section = isMap(section) ? section[name] : undefined;
  if (!isMap(section)) return NOTHING_GIVEN;
  const { rules, advice, regions } = section;
  const texts = isMap(rules) ? Object.entries(rules).flatMap(([code, how]) => (typeof how === "string" ? [[code, how] as const] : [])) : [];
  return {
    rules: Object.fromEntries(texts),
    advises: advice === true,
    regions: Array.isArray(regions) ? regions.filter((region) => typeof region === "string" && region !== "") : [],
  };
}

/** What settings of the editor and `.cfnlintrc` files of folders say. The nearest file above a document counts, as it does for cfn-lint there. */
export class RuleSettings {
  #given = NOTHING_GIVEN;
  readonly #configs = new Map<string, Config>();
  readonly #tellings = new Map<string, Telling>();
  readonly #usual: () => Settings;
  readonly #nested = new NestedFiles();
  /** The day that the tellings are of. */
  #date = "";

  /** @param usual what counts where nobody says otherwise, as it is now: a server runs past midnight */
  constructor(usual = defaultSettings) {
    this.#usual = usual;
  }

  /** Takes the editor's settings. */
  take(settings: unknown): void {
    this.#given = givenIn(settings);
    this.#tellings.clear();
  }

  /** Forgets the files: one has changed. */
  forget(): void {
    this.#configs.clear();
    this.#tellings.clear();
  }

  /** What is told of a document. The same object until something changes, or another day begins. */
  of(uri: string): Telling {
    const usual = this.#usual();
    if (usual.date !== this.#date) this.#tellings.clear();
    this.#date = usual.date;
    const folder = folderOf(uri);
    let telling = this.#tellings.get(folder);
    if (telling === undefined) this.#tellings.set(folder, (telling = tellingBy({ ...usual, nested: (url) => this.#nested.parameters(folder, url) }, this.#given, this.#configOf(folder))));
    return telling;
  }

  #configOf(folder: string): Config {
    const known = this.#configs.get(folder);
    if (known !== undefined) return known;
    const config = folder === "" ? NO_CONFIG : (readIn(folder) ?? this.#configOf(parentOf(folder)));
    this.#configs.set(folder, config);
    return config;
  }
}

/** The folder of a file; empty for what is no file. */
function folderOf(uri: string): string {
  return uri.startsWith("file:") ? path.dirname(fileURLToPath(uri)) : "";
}

function parentOf(folder: string): string {
  const parent = path.dirname(folder);
  return parent === folder ? "" : parent;
}

function readIn(folder: string): Config | undefined {
  try {
    const file = CONFIG_NAMES.map((name) => path.join(folder, name)).find((one) => existsSync(one));
    return file === undefined ? undefined : readConfig(readFileSync(file, "utf8"));
  } catch {
    // a file that cannot be read says nothing
    return undefined;
  }
}

/** The longest beginning of a code that is named. */
function longestIn(names: readonly string[], code: string): string | undefined {
  return names.filter((name) => name !== "" && code.startsWith(name)).toSorted((a, b) => b.length - a.length)[0];
}

function tellingBy(usual: Settings, { rules, advises, regions }: Given, { ignore, include, mandatory, regions: ofFile = [] }: Config): Telling {
  const known = new Map<string, DiagnosticSeverity | undefined>();
  const severityOf = (code: string): DiagnosticSeverity | undefined => {
    const byLetter = BY_LETTER[code[0] ?? ""] ?? DiagnosticSeverity.Error;
    const named = longestIn(Object.keys(rules), code);
    const how = named === undefined ? undefined : rules[named];
    if (longestIn(mandatory, code) !== undefined) return (how === undefined ? undefined : SEVERITIES[how]) ?? byLetter;
    if (how !== undefined) return how === "off" ? undefined : (SEVERITIES[how] ?? byLetter);
    if (longestIn(ignore, code) !== undefined) return undefined;
    return ADVICE.has(code) && !advises && longestIn(include, code) === undefined ? undefined : byLetter;
  };
  const where = regions.length > 0 ? regions : ofFile;
  return {
    settings: where.length === 0 ? usual : { ...usual, regions: where },
    severityOf({ code }) {
      if (!known.has(code)) known.set(code, severityOf(code));
      return known.get(code);
    },
  };
}
