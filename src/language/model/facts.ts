import type { NestedParameters } from "../nested.ts";
import type { Entry } from "../document/entry.ts";
import type { Words } from "../finding.ts";
import type { SchemaSource } from "../schema/types.ts";
import type { Summary } from "./summary.ts";

/** A document is one of these; each has rules of its own. */
export type Dialect = "cloudformation" | "sam";

/** What holds for a template as a whole. When any of it changes, all entries are checked again. */
export interface TemplateFacts {
  readonly dialect: Dialect;
  /** The names of the transforms; undefined for one that is computed. */
  readonly transforms: readonly (string | undefined)[];
  /**
   * What a macro may change before CloudFormation sees it. `anything`: the whole template, so that only its syntax can be
   * judged. `names`: it may bring further resources, so that an unknown name means nothing; loops, whose names are known, do not.
   */
  readonly uncertain: "anything" | "names" | "nothing";
  /** Whether the CDK made the template, which nobody writes then. */
  readonly isMade: boolean;
  /** The names that loops give to resources, as they are written: `Queue${Name}`. */
  readonly loopNames: readonly string[];
  /** What further resources are made of, whose names begin with theirs. */
  readonly makers: readonly Maker[];
  /** Whether the Serverless Framework fills in the values of its variables, such as `${self:custom.name}`. */
  readonly isServerless: boolean;
}

/** What a check goes by besides the template. */
export interface Settings {
  /** Where the template is meant to be deployed. */
  readonly regions: readonly string[];
  /** The day that rules about dates judge by: YYYY-MM-DD. */
  readonly date: string;
  /** What a template takes that stands beside this one; left out where there are no files. */
  readonly nested?: (url: string) => NestedParameters | undefined;
}

/** One region, and today. */
export function defaultSettings(): Settings {
  return { regions: ["us-east-1"], date: new Date().toISOString().slice(0, 10) };
}

/** A module, of which anything may be made; or what the serverless transform makes only what is documented of, and an event of it. */
export interface Maker {
  readonly name: string;
  readonly by: "module" | "sam" | "event";
}

/**
 * What a rule may ask about the rest of the template while it looks at one entry. The answers are remembered together with
 * what the rule found: the entry is looked at again when one of them would be another.
 */
export interface Facts {
  readonly schemas: SchemaSource;
  readonly template: TemplateFacts;
  readonly settings: Settings;
  /**
   * What an entry tells others about itself. Asks for its signature alone: its other contents may change without the asker
   * being checked again.
   * @param section such as `Resources`
   */
  find(section: string, name: string): Summary | undefined;
  /** An entry with all it contains. Whoever asks is checked again when anything in that entry is edited: ask for `find` where it will do. */
  entry(section: string, name: string): Entry | undefined;
  /** The names in a section. Not remembered: for suggestions, which are made when they are shown. */
  names(section: string): Words;
}
