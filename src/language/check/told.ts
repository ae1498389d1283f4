import type { Entry } from "../document/entry.ts";
import type { DocumentProblem } from "../document/problems.ts";
import type { Finding, PlacedFinding } from "../finding.ts";
import { ignoredOf, isIgnored } from "../ignored.ts";
import type { SyntaxProblem } from "../syntax/tree.ts";

/** What is told of an entry, and what it was made of. */
interface Told {
  readonly own: readonly Finding[] | undefined;
  readonly others: readonly Finding[] | undefined;
  readonly ignored: string;
  readonly list: readonly PlacedFinding[];
}

/**
 * Findings by entry, in the order of the text, without those that say the same in the same place (several rules, and uses, may
 * lead to one) and without what the author told linters to ignore. What is told of an entry is made once: after an edit
 * nearly all is as it was.
 */
export class ToldFindings {
  readonly #told = new WeakMap<Entry, Told>();

  /**
   * @param ownOf what the rules found in an entry by itself
   * @param others what was found elsewhere, by the entry it stands in
   */
  list(entries: readonly Entry[], ownOf: (entry: Entry) => readonly Finding[] | undefined, others: ReadonlyMap<Entry, readonly Finding[]>): PlacedFinding[] {
    const everywhere = ignoredOf(entries.find(({ section, key }) => section === "Metadata" && key === "cfn-lint"));
    const ignored = everywhere.join(" ");
    const all: PlacedFinding[] = [];
    for (const entry of entries) {
      const own = ownOf(entry);
      const ofOthers = others.get(entry);
      if (own === undefined && ofOthers === undefined && entry.problems.length === 0) continue;
      const known = this.#told.get(entry);
      const isKnown = known !== undefined && known.own === own && known.others === ofOthers && known.ignored === ignored;
      const { list } = isKnown ? known : this.#tell(entry, { own, others: ofOthers, ignored }, everywhere);
      for (const placed of list) all.push(placed);
    }
    return all;
  }

  #tell(entry: Entry, from: Omit<Told, "list">, everywhere: readonly string[]): Told {
    const { own = NONE, others = NONE } = from;
    const found = different([...entry.problems.map(syntaxFinding), ...own.filter(({ elsewhere }) => elsewhere === undefined), ...others]);
    const codes = entry.section === "Resources" ? [...everywhere, ...ignoredOf(entry)] : everywhere;
    const left = codes.length === 0 ? found : found.filter((finding) => !isIgnored(finding, codes));
    const list = left.toSorted((a, b) => a.start - b.start || a.end - b.end).map((finding) => ({ entry, finding }));
    const told = { ...from, list };
    this.#told.set(entry, told);
    return told;
  }
}

const NONE: readonly Finding[] = [];

function different(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const seen = new Set<string>();
  return findings.filter(({ code, start, end, told, message }) => {
    const id = `${code} ${start} ${end} ${told} ${message}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

export function syntaxFinding({ start, end, message }: SyntaxProblem): Finding {
  return { code: "E0000", start, end, message, told: start };
}

/** Why a text cannot be read, where that is so: the one thing that is said of it. */
export function fatalOf(entries: readonly Entry[], problems: readonly DocumentProblem[]): PlacedFinding | undefined {
  const isFatal = (problem: SyntaxProblem) => problem.isFatal === true;
  const bomb = problems.find(({ problem }) => isFatal(problem));
  if (bomb !== undefined) return { entry: bomb.entry, finding: syntaxFinding(bomb.problem) };
  for (const entry of entries) {
    if (entry.problems.length === 0) continue;
    const problem = entry.problems.find(isFatal);
    if (problem !== undefined) return { entry, finding: syntaxFinding(problem) };
  }
  return undefined;
}
