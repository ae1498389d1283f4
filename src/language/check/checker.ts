import type { Entry } from "../document/entry.ts";
import type { Change, TemplateDocument } from "../document/templateDocument.ts";
import type { Finding, PlacedFinding, Words } from "../finding.ts";
import { withoutIgnored } from "../ignored.ts";
import { type Settings, type TemplateFacts, defaultSettings } from "../model/facts.ts";
import { Graph } from "../model/graph.ts";
import { RecordedFacts } from "../model/recorded.ts";
import { ENTRY_RULES, TEMPLATE_RULES } from "../rules/rules.ts";
import type { EntryRule, TemplateRule } from "../rules/rule.ts";
import type { SchemaSource } from "../schema/types.ts";
import type { SyntaxProblem } from "../syntax/tree.ts";

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

/**
 * Keeps what is wrong with a document that is edited. An edit has those entries checked that it changed, and those that had
 * asked about something that is no longer as it was.
 */
export class Checker {
  readonly #document: TemplateDocument;
  readonly #schemas: SchemaSource;
  readonly #rules: Rules;
  readonly #settings: Settings;
  #results = new Map<Entry, Result>();
  /** What waits to be checked, the edited entries first. */
  #waiting = new Set<Entry>();
  #facts: TemplateFacts | undefined;
  readonly #graph: Graph;
  /** The names of sections that were asked for, until one comes or goes. */
  readonly #names = new Map<string, ReadonlySet<string>>();
  #ofTemplate: readonly PlacedFinding[] = [];
  #isTemplateStale = true;

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
    return this.#waiting.size > 0 || this.#isTemplateStale;
  }

  /** Takes note of an edit of the document. */
  note({ added, removed }: Change): void {
    if (added.length === 0 && removed.length === 0) return;
    const affected = new Set([...added, ...removed].map(idOf));
    this.#graph.update(this.#document.entries, added, removed);
    const gone = new Set(removed.map(idOf));
    if (added.length !== removed.length || added.some((entry) => !gone.has(idOf(entry)))) this.#names.clear();
    for (const entry of removed) {
      this.#results.delete(entry);
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
    this.#isTemplateStale ||= isSeen(added, removed, this.#ofTemplate);
  }

  /** Checks one more of the entries that wait, or the template as a whole at last. False where nothing was left to do. */
  step(): boolean {
    const [entry] = this.#waiting;
    if (entry !== undefined) {
      this.#waiting.delete(entry);
      this.#results.set(entry, this.#check(entry));
      return true;
    }
    if (!this.#isTemplateStale) return false;
    this.#isTemplateStale = false;
    this.#ofTemplate = this.#checkTemplate();
    return true;
  }

  /** What is wrong as far as it is known, in the order of the text, without what the author told linters to ignore. */
  findings(): PlacedFinding[] {
    const { entries, problems } = this.#document;
    const fatal = fatalOf(this.#document);
    if (fatal !== undefined) return [fatal];
    const ofOthers = new Map<Entry, Finding[]>();
    const add = (entry: Entry, finding: Finding) => {
      const known = ofOthers.get(entry);
      if (known === undefined) ofOthers.set(entry, [finding]);
      else known.push(finding);
    };
    for (const { entry, problem } of problems) add(entry, syntaxFinding(problem));
    for (const { entry, finding } of this.#ofTemplate) add(entry, finding);
    for (const { findings } of this.#results.values()) {
      for (const finding of findings) if (finding.elsewhere !== undefined) add(finding.elsewhere, finding);
    }
    const placed: PlacedFinding[] = [];
    for (const entry of entries) {
      const syntax = entry.problems.map(syntaxFinding);
      const own = (this.#results.get(entry)?.findings ?? []).filter(({ elsewhere }) => elsewhere === undefined);
      const found = different([...syntax, ...own, ...(ofOthers.get(entry) ?? [])]);
      if (found.length > 1) found.sort((a, b) => a.start - b.start || a.end - b.end);
      for (const finding of found) placed.push({ entry, finding });
    }
    return placed.length === 0 ? placed : withoutIgnored(placed, entries);
  }

  #checkAll(first: readonly Entry[] = []): void {
    this.#facts = this.#document.facts;
    this.#waiting = new Set([...first, ...this.#document.entries]);
    this.#isTemplateStale = true;
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
    const findings = template.uncertain === "anything" ? [] : fitting.flatMap((rule) => rule.check(entry, facts));
    return { findings, asked: facts.asked };
  }

  #checkTemplate(): PlacedFinding[] {
    const template = this.#facts ?? this.#document.facts;
    if (template.uncertain === "anything") return [];
    const { entries } = this.#document;
    const isDamaged = entries.some(({ problems }) => problems.length > 0);
    const overview = { schemas: this.#schemas, template, settings: this.#settings, entries, graph: this.#graph, isDamaged };
    return this.#rules.template.flatMap((rule) => rule.check(overview));
  }
}

/** Findings without those that say the same in the same place: several rules, and uses, may lead to one. */
function different(findings: readonly Finding[]): Finding[] {
  if (findings.length < 2) return [...findings];
  const seen = new Set<string>();
  return findings.filter(({ code, start, end, told, message }) => {
    const id = `${code} ${start} ${end} ${told} ${message}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

function syntaxFinding({ start, end, message }: SyntaxProblem): Finding {
  return { code: "E0000", start, end, message, told: start };
}

/** Why a text cannot be read, where that is so: the one thing that is said of it. */
function fatalOf({ entries, problems }: TemplateDocument): PlacedFinding | undefined {
  const isFatal = (problem: SyntaxProblem) => problem.isFatal === true;
  const bomb = problems.find(({ problem }) => isFatal(problem));
  if (bomb !== undefined) return { entry: bomb.entry, finding: syntaxFinding(bomb.problem) };
  const entry = entries.find((candidate) => candidate.problems.some(isFatal));
  const problem = entry?.problems.find(isFatal);
  return entry === undefined || problem === undefined ? undefined : { entry, finding: syntaxFinding(problem) };
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

/** Whether rules about the whole template can tell the entries of before from those of now. */
function isSeen(added: readonly Entry[], removed: readonly Entry[], ofTemplate: readonly PlacedFinding[]): boolean {
  if (added.length !== removed.length) return true;
  const before = new Set(removed.map(shapeOf));
  if (!added.every((entry) => before.has(shapeOf(entry)))) return true;
  // its places have moved
  const gone = new Set(removed);
  return ofTemplate.some(({ entry }) => gone.has(entry));
}

function shapeOf(entry: Entry): string {
  const { summary, problems } = entry;
  return [idOf(entry), problems.length > 0, summary.signature, summary.useSignature, summary.identity].join("\n");
}
