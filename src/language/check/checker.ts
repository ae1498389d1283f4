import type { Entry } from "../document/entry.ts";
import type { DocumentProblem } from "../document/problems.ts";
import type { Change, TemplateDocument } from "../document/templateDocument.ts";
import type { Finding, PlacedFinding, Words } from "../finding.ts";
import { type Settings, type TemplateFacts, defaultSettings } from "../model/facts.ts";
import { Graph } from "../model/graph.ts";
import { RecordedFacts } from "../model/recorded.ts";
import { ENTRY_RULES, TEMPLATE_RULES } from "../rules/rules.ts";
import type { EntryRule, TemplateRule } from "../rules/rule.ts";
import type { SchemaSource } from "../schema/types.ts";
import { ToldFindings, fatalOf, syntaxFinding } from "./told.ts";

/** What the rules said of an entry, and what they had asked about others for it. */
interface Result {
  readonly findings: readonly Finding[];
  readonly asked: ReadonlyMap<string, string | Entry | undefined>;
}

/** The rules in use; tests bring others. */
export interface Rules {
  readonly entry: readonly EntryRule[];
  readonly template: readonly TemplateRule[];
}

/** What rules about the whole template look at: who names whom, or values, too. */
type Seen = "names" | "values";

/**
 * Keeps what is wrong with a document that is edited. An edit has those entries checked that it changed, and those that had
 * asked about something that is no longer as it was.
 */
export class Checker {
  readonly #document: TemplateDocument;
  readonly #schemas: SchemaSource;
  readonly #rules: Rules;
  readonly #settings: Settings;
  readonly #results = new Map<Entry, Result>();
  /** What waits to be checked, the edited entries first. */
  #waiting = new Set<Entry>();
  #facts: TemplateFacts | undefined;
  readonly #graph: Graph;
  /** The names of sections that were asked for, until one comes or goes. */
  readonly #names = new Map<string, ReadonlySet<string>>();
  /** What the rules about the whole template found, by what they look at. */
  readonly #ofTemplate: Record<Seen, readonly PlacedFinding[]> = { names: [], values: [] };
  /** Which of these are to be run again. */
  readonly #stale = new Set<Seen>();
  /** What was found in entries by others, until any of it changes; and the document's problems that are part of it. */
  #others: ReadonlyMap<Entry, readonly Finding[]> | undefined;
  #problems: readonly DocumentProblem[] = [];
  /** What it was before: lists that are the same stay the same object, so that what is told of their entries stays, too. */
  #before: ReadonlyMap<Entry, readonly Finding[]> = new Map();
  readonly #told = new ToldFindings();

  constructor(
    document: TemplateDocument,
    schemas: SchemaSource,
    settings = defaultSettings(),
    rules: Rules = { entry: ENTRY_RULES, template: TEMPLATE_RULES },
  ) {
    this.#document = document;
    this.#schemas = schemas;
    this.#rules = rules;
    this.#settings = settings;
    this.#graph = new Graph(document.entries);
    this.#checkAll();
  }

  /** Whether something is still to be checked: then the findings are those of before for it, or none. */
  get isBehind(): boolean {
    return this.#waiting.size > 0 || this.#stale.size > 0;
  }

  /** Takes note of an edit of the document. */
  note({ added, removed }: Change): void {
    if (added.length === 0 && removed.length === 0) return;
    const affected = new Set([...added, ...removed].map(idOf));
    this.#graph.update(this.#document.entries, added, removed);
    const gone = new Set(removed.map(idOf));
    if (added.length !== removed.length || added.some((entry) => !gone.has(idOf(entry)))) this.#names.clear();
    for (const entry of removed) {
      this.#keep(entry, undefined);
      this.#waiting.delete(entry);
    }
    if (this.#document.facts !== this.#facts) {
      this.#checkAll(added);
      return;
    }
    this.#waiting = new Set([...added, ...this.#waiting]);
    for (const [entry, { asked }] of this.#results) {
      if (this.#isOutdated(asked, affected)) this.#waiting.add(entry);
    }
    for (const seen of staleBy(added, removed, this.#ofTemplate)) this.#stale.add(seen);
  }

  /** Checks one more of the entries that wait, or the template as a whole at last. False where nothing was left to do. */
  step(): boolean {
    const [entry] = this.#waiting;
    if (entry !== undefined) {
      this.#waiting.delete(entry);
      this.#keep(entry, this.#check(entry));
      return true;
    }
    const [seen] = this.#stale;
    if (seen === undefined) return false;
    this.#stale.delete(seen);
    this.#ofTemplate[seen] = this.#checkTemplate(seen);
    this.#others = undefined;
    return true;
  }

  #keep(entry: Entry, result: Result | undefined): void {
    const reaches = (known: Result | undefined) => known?.findings.some(({ elsewhere }) => elsewhere !== undefined) === true;
    if (reaches(this.#results.get(entry)) || reaches(result)) this.#others = undefined;
    if (result === undefined) this.#results.delete(entry);
    else this.#results.set(entry, result);
  }

  /** What is wrong as far as it is known, in the order of the text, without what the author told linters to ignore. */
  findings(): PlacedFinding[] {
    const { entries, problems } = this.#document;
    const fatal = fatalOf(entries, problems);
    if (fatal !== undefined) return [fatal];
    if (this.#others === undefined || this.#problems !== problems) {
      this.#problems = problems;
      this.#others = withKnown(this.#findOthers(), this.#before);
      this.#before = this.#others;
    }
    return this.#told.list(entries, (entry) => this.#results.get(entry)?.findings, this.#others);
  }

  /** What was found in entries by others than themselves. */
  #findOthers(): ReadonlyMap<Entry, readonly Finding[]> {
    const found = new Map<Entry, Finding[]>();
    const add = (entry: Entry, finding: Finding) => {
      const known = found.get(entry);
      if (known === undefined) found.set(entry, [finding]);
      else known.push(finding);
    };
    for (const { entry, problem } of this.#problems) add(entry, syntaxFinding(problem));
    for (const { entry, finding } of [...this.#ofTemplate.names, ...this.#ofTemplate.values]) add(entry, finding);
    // in the order of the text, and not in that of the edits
    for (const entry of this.#document.entries) {
      for (const finding of this.#results.get(entry)?.findings ?? []) if (finding.elsewhere !== undefined) add(finding.elsewhere, finding);
    }
    return found;
  }

  #checkAll(first: readonly Entry[] = []): void {
    this.#facts = this.#document.facts;
    this.#waiting = new Set([...first, ...this.#document.entries]);
    for (const seen of ["names", "values"] as const) this.#stale.add(seen);
  }

  #isOutdated(asked: Result["asked"], affected: ReadonlySet<string>): boolean {
    for (const id of affected) {
      if (!asked.has(id)) continue;
      const before = asked.get(id);
      const [section, name] = splitId(id);
      const now = this.#graph.find(section, name);
      if (typeof before === "object" ? before !== now : before !== now?.summary.signature) return true;
      // an entry that was looked for as a whole and is there now
      if (before === undefined && now !== undefined) return true;
    }
    return false;
  }

  /** The names in a section, as they are whenever they are asked for. */
  #namesOf(section: string): Words {
    const listOf = () => {
      const known = this.#names.get(section);
      if (known !== undefined) return known;
      const list = new Set(this.#document.entries.flatMap((entry) => (entry.section === section ? (entry.key ?? []) : [])));
      this.#names.set(section, list);
      return list;
    };
    return {
      get list() {
        return listOf();
      },
    };
  }

  #check(entry: Entry): Result {
    const template = this.#facts ?? this.#document.facts;
    const facts = new RecordedFacts({
      schemas: this.#schemas,
      template,
      settings: this.#settings,
      find: (section, name) => this.#graph.find(section, name),
      names: (section) => this.#namesOf(section),
    });
    const level = levelOf(entry);
    const fitting = this.#rules.entry.filter((rule) => rule.level === level && (rule.sections?.includes(entry.section) ?? true));
    const findings = template.uncertain === "anything" || entry.isWithheld === true ? [] : fitting.flatMap((rule) => rule.check(entry, facts));
    return { findings, asked: facts.asked };
  }

  #checkTemplate(seen: Seen): PlacedFinding[] {
    const template = this.#facts ?? this.#document.facts;
    if (template.uncertain === "anything") return [];
    const { entries } = this.#document;
    if (entries.some(({ isWithheld }) => isWithheld === true)) return [];
    const isDamaged = entries.some(({ problems }) => problems.length > 0);
    const overview = { schemas: this.#schemas, template, settings: this.#settings, entries, graph: this.#graph, isDamaged };
    return this.#rules.template.flatMap((rule) => (seenBy(rule) === seen ? rule.check(overview) : []));
  }
}

function withKnown(found: ReadonlyMap<Entry, readonly Finding[]>, before: ReadonlyMap<Entry, readonly Finding[]>): ReadonlyMap<Entry, readonly Finding[]> {
  const isSame = (a: readonly Finding[], b: readonly Finding[]) => a.length === b.length && a.every((finding, index) => finding === b[index]);
  return new Map([...found].map(([entry, list]) => {
    const known = before.get(entry);
    return [entry, known !== undefined && isSame(list, known) ? known : list];
  }));
}

function idOf({ section, key }: Entry): string {
  return `${section}/${key ?? ""}`;
}

function splitId(id: string): [section: string, name: string] {
  const slash = id.indexOf("/");
  return [id.slice(0, slash), id.slice(slash + 1)];
}

function levelOf({ section, key }: Entry): EntryRule["level"] {
  if (key !== undefined) return "entry";
  return section === "" ? "root" : "section";
}

function seenBy({ looksAtValues }: TemplateRule): Seen {
  return looksAtValues === true ? "values" : "names";
}

/** Which rules about the whole template can tell the entries of before from those of now. */
function staleBy(added: readonly Entry[], removed: readonly Entry[], found: Readonly<Record<Seen, readonly PlacedFinding[]>>): Seen[] {
  if (!areAlike(added, removed, shapeOf)) return ["names", "values"];
  const gone = new Set(removed);
  // what was found there has moved
  const hasMoved = (seen: Seen) => found[seen].some(({ entry }) => gone.has(entry));
  const ofNames: Seen[] = hasMoved("names") ? ["names"] : [];
  return hasMoved("values") || !areAlike(added, removed, ({ summary }) => summary.identity) ? [...ofNames, "values"] : ofNames;
}

function areAlike(added: readonly Entry[], removed: readonly Entry[], lookOf: (entry: Entry) => string): boolean {
  if (added.length !== removed.length) return false;
  const before = new Set(removed.map(lookOf));
  return added.every((entry) => before.has(lookOf(entry)));
}

function shapeOf(entry: Entry): string {
  const { key, summary, problems, isWithheld } = entry;
  const behind = key === undefined ? summary.identity : "";
  return [idOf(entry), problems.length > 0, isWithheld === true, summary.signature, summary.useSignature, behind].join("\n");
}
