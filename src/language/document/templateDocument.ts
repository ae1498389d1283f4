import type { TemplateFacts } from "../model/facts.ts";
import { isJsonText } from "../syntax/parse.ts";
import type { SyntaxNode, TextEdit } from "../syntax/tree.ts";
import { PiecedText, type Position, positionIn } from "../text/pieces.ts";
import { entriesOf } from "./build.ts";
import { Chunk, readChunk, readWhole, tooLarge } from "./chunk.ts";
import type { Entry } from "./entry.ts";
import { betweenJson } from "./jsonFrame.ts";
import { cutJson } from "./jsonSplit.ts";
import { type DocumentProblem, bombIn, duplicatesIn, mostNodes } from "./problems.ts";
import { templateFacts } from "./templateFacts.ts";
import { type Before, isSame } from "./split.ts";
import { cutYaml } from "./yamlSplit.ts";

/** What edits did to the entries of a document. */
export interface Change {
  /** Entries that were not there before, with those that were read anew. */
  readonly added: readonly Entry[];
  /** Entries that are no longer there. */
  readonly removed: readonly Entry[];
}

/** CloudFormation takes a megabyte; nobody writes ten. In UTF-16 units. */
const LARGEST = 10_000_000;

/** A text of more chunks than this is none that somebody wrote; it is not read. */
const MOST_CHUNKS = 50_000;

const NO_ANCHORS: ReadonlyMap<string, SyntaxNode> = new Map();

const NOT_READ = { parts: [] };

const NO_CHANGE: Change = { added: [], removed: [] };

/** A range as the Language Server Protocol has it. */
export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/**
 * A template that is edited: its text, in chunks that are read by themselves. After any edits it is what it would be if it
 * had been opened as it is now.
 */
export class TemplateDocument {
  readonly languageId: string;
  readonly #text = new PiecedText<Chunk>();
  /** Chunks whose text was edited since they were read. */
  readonly #edited = new Set<Chunk>();
  /** Chunks that were read, and are no longer there, since the last change was told. */
  #gone: Chunk[] = [];
  #entries: readonly Entry[] = [];
  #facts: TemplateFacts | undefined;
  #duplicates: readonly DocumentProblem[] = [];
  #problems: readonly DocumentProblem[] = [];
  #chunkOf = new WeakMap<Entry, Chunk>();
  /** How many chunks were read since the document was opened: what an edit costs. */
  chunksRead = 0;

  /** @param languageId the editor's name of the language */
  constructor(languageId: string, text: string) {
    this.languageId = languageId;
    this.#text.setPieces([new Chunk("whole", text, {}, NOT_READ)]);
    for (const chunk of this.#text.pieces) this.#edited.add(chunk);
    this.refresh();
  }

  get text(): string {
    return this.#text.text;
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.#text.length;
  }

  /** A part of the text: of a long one, without making one string of all of it. */
  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }

  /** All entries in the order of the text: what stands before the first key, then each top-level key with what is below it. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Problems that no entry has by itself: keys that stand twice, brackets and commas between entries of JSON. */
  get problems(): readonly DocumentProblem[] {
    return this.#problems;
  }

  /** What holds for the template as a whole; the same object until it is something else. */
  get facts(): TemplateFacts {
    this.#facts ??= templateFacts(this.#entries);
    return this.#facts;
  }

  offsetAt(position: Position): number {
    return this.#text.offsetAt(position);
  }

  positionAt(offset: number): Position {
    return this.#text.positionAt(offset);
  }

  /** The range of what stands at places of an entry. */
  rangeIn(entry: Entry, start: number, end: number): PositionRange {
    const chunk = this.#chunkOf.get(entry);
    if (chunk === undefined) return { start: this.positionAt(entry.start + start), end: this.positionAt(entry.start + end) };
    const offset = entry.start - chunk.start;
    return { start: positionIn(chunk, offset + start), end: positionIn(chunk, offset + end) };
  }

  /** Replaces a stretch of the text, or with no range all of it. What that means is read by `refresh`. */
  edit(range: PositionRange | undefined, text: string): void {
    const start = range === undefined ? 0 : this.offsetAt(range.start);
    const end = range === undefined ? this.length : this.offsetAt(range.end);
    this.#replace({ start: Math.min(start, end), end: Math.max(start, end), text });
  }

  /** Makes edits, each about the text that the one before it left, and reads what they mean. */
  apply(edits: readonly TextEdit[]): Change {
    for (const edit of edits) this.#replace(edit);
    return this.refresh();
  }

  #replace({ start, end, text }: TextEdit): void {
    const { pieces } = this.#text;
    const first = this.#text.indexAt(start);
    let last = Math.max(first, this.#text.indexAt(end));
    const head = pieces[first];
    const tail = pieces[last];
    if (head === undefined || tail === undefined) return;
    let merged = head.text.slice(0, start - head.start) + text + tail.text.slice(end - tail.start);
    // no line is in two chunks
    while (!merged.endsWith("\n") && last + 1 < pieces.length) {
      last += 1;
      merged += pieces[last]?.text ?? "";
    }
    for (const chunk of pieces.slice(first, last + 1)) {
      if (!this.#edited.delete(chunk)) this.#gone.push(chunk);
    }
    const edited = new Chunk(head.kind, merged, head.before, NOT_READ);
    this.#edited.add(edited);
    this.#text.setPieces([...pieces.slice(0, first), edited, ...pieces.slice(last + 1)]);
  }

  /** Reads what was edited. */
  refresh(): Change {
    if (this.#edited.size === 0) return NO_CHANGE;
    const old = this.#text.pieces;
    const { from, to, chunks } = this.length <= LARGEST ? this.#readEdited() : this.#readWhole();
    const used = new Set(chunks);
    const gone = [...this.#gone, ...old.slice(from, to)].filter((chunk) => !used.has(chunk) && !this.#edited.has(chunk));
    const known = new Set([...this.#gone, ...old.slice(from, to)]);
    const fresh = chunks.filter((chunk) => !known.has(chunk));
    this.#text.setPieces([...old.slice(0, from), ...chunks, ...old.slice(to)]);
    this.#edited.clear();
    this.#gone = [];
    this.chunksRead += fresh.length;
    return this.#settle(fresh, gone);
  }

  /** What is known before the first chunk: the language. */
  #begin(): Before {
    const [first] = this.#text.pieces;
    return first !== undefined && this.languageId !== "yaml" && isJsonText(first.text) ? { isJson: true } : {};
  }

  #readWhole(): { from: number; to: number; chunks: Chunk[] } {
    const chunk = this.length > LARGEST ? tooLarge(this.text) : readWhole(this.languageId, this.text);
    return { from: 0, to: this.#text.pieces.length, chunks: [chunk] };
  }

  /** Reads from the chunk before the first that was edited to where all is as it was, at least behind the last of them. */
  #readEdited(): { from: number; to: number; chunks: Chunk[] } {
    const { pieces } = this.#text;
    const isEdited = (chunk: Chunk) => this.#edited.has(chunk);
    const firstEdited = pieces.findIndex(isEdited);
    // what ends a chunk is the beginning of the next one, and half-typed keys are judged by the first whole one below them
    let from = Math.max(0, firstEdited - 1);
    while (from > 0 && pieces[from]?.isHalf === true) from -= 1;
    let to = pieces.findLastIndex(isEdited) + 1;
    const known = new Map<string, Chunk>();
    for (const chunk of [...this.#gone, ...pieces.slice(from, to)]) if (!isEdited(chunk)) known.set(chunk.text, chunk);
    let text = pieces.slice(from, to).map((chunk) => chunk.text).join("");
    /** Where chunks that were not edited begin in that text. */
    const untouched = new Map([[text.length, to]]);
    const begin = this.#begin();
    let before: Before = from === 0 ? begin : (pieces[from]?.before ?? {});
    const cut = begin.isJson === true ? cutJson : cutYaml;
    const chunks: Chunk[] = [];
    for (let at = 0; ; ) {
      const found = cut(text, at, before, to >= pieces.length);
      if (found === undefined) {
        const next = pieces[to];
        if (next !== undefined) known.set(next.text, next);
        text += next?.text ?? "";
        to += 1;
        untouched.set(text.length, to);
        continue;
      }
      if (found.kind === "whole") return this.#readWhole();
      if (chunks.length > MOST_CHUNKS) return { from: 0, to: pieces.length, chunks: [tooLarge(this.text)] };
      const { kind, end, after } = found;
      const piece = text.slice(at, end);
      const same = known.get(piece);
      if (same !== undefined && same.kind === kind && isSame(same.before, before)) {
        chunks.push(same);
        known.delete(piece);
      } else {
        chunks.push(readChunk(kind, piece, before));
      }
      at = end;
      before = after;
      const index = untouched.get(at);
      const next = index === undefined ? undefined : pieces[index];
      if (index !== undefined && (index >= pieces.length || (next !== undefined && isSame(next.before, before)))) {
        // of two chunks with one text, the latter may have been taken for the former and stay where it is, too
        const staying = new Set(pieces.slice(index, to));
        const read = chunks.map((chunk) => (staying.has(chunk) ? chunk.copy() : chunk));
        const all = () => [...pieces.slice(0, from), ...read, ...pieces.slice(index)];
        if (begin.isJson === true && betweenJson(all()).isOtherLayout) return this.#readWhole();
        return { from, to: index, chunks: read };
      }
    }
  }

  /** Makes entries of chunks that were read, and of those whose aliases lead to what changed. */
  #settle(fresh: readonly Chunk[], gone: readonly Chunk[]): Change {
    const { pieces } = this.#text;
    const isAnchor = ({ anchors }: Chunk) => anchors.size > 0;
    const anchorsMoved = fresh.some(isAnchor) || gone.some(isAnchor);
    const affected = anchorsMoved ? pieces.filter(({ hasAliases, entries }) => hasAliases && entries.length > 0) : [];
    const removed = [...gone, ...affected].flatMap(({ entries }) => entries);
    const added: Entry[] = [];
    const made = new Set([...fresh, ...affected]);
    const anchors = [...made].some(({ hasAliases }) => hasAliases) ? anchorTable(pieces) : NO_ANCHORS;
    let left = mostNodes(this.length) * 1.5;
    const before = new Map([...made].some(({ kind }) => kind === "whole") ? removed.map((entry) => [identityOf(entry), entry]) : []);
    for (const chunk of made) {
      const starts: number[] = [];
      chunk.entries = chunk.parts.flatMap((part) => {
        // in a bomb, what comes last is left as it is written: the document is not read then
        const entries = entriesOf(part, left > 0 ? anchors : NO_ANCHORS).map((entry) => takeKnown(before, entry));
        for (const { size = 0, problems } of entries) left -= problems[0]?.isFatal === true ? left : size;
        starts.push(...entries.map(() => part.start));
        return entries;
      });
      chunk.entryStarts = starts;
      for (const entry of chunk.entries) this.#chunkOf.set(entry, chunk);
      added.push(...chunk.entries);
    }
    this.#place();
    const change = this.#tell(added, removed);
    this.#problems = this.#findProblems();
    return change;
  }

  #findProblems(): readonly DocumentProblem[] {
    const { pieces } = this.#text;
    const bombs = pieces.some(({ hasAliases }) => hasAliases) ? bombIn(this.#entries, this.length) : [];
    if (bombs.length > 0) return bombs;
    if (pieces[0]?.before.isJson !== true) return this.#duplicates;
    const { problems } = betweenJson(pieces);
    return problems.length === 0 ? this.#duplicates : [...problems, ...this.#duplicates];
  }

  /** Notes what holds for the template now. Of entries that were read again and are as they were nothing is told. */
  #tell(all: readonly Entry[], allRemoved: readonly Entry[]): Change {
    const current = new Set(all);
    const kept = new Set(allRemoved.filter((entry) => current.has(entry)));
    const added = kept.size === 0 ? all : all.filter((entry) => !kept.has(entry));
    const removed = kept.size === 0 ? allRemoved : allRemoved.filter((entry) => !kept.has(entry));
    const isKnown = isKnownTo(added, removed);
    if (isKnown && this.#duplicates.length === 0) return { added, removed };
    this.#duplicates = this.#text.pieces.length === 1 ? [] : duplicatesIn(this.#entries);
    if (isKnown) return { added, removed };
    const facts = templateFacts(this.#entries);
    if (this.#facts === undefined || JSON.stringify(facts) !== JSON.stringify(this.#facts)) this.#facts = facts;
    return { added, removed };
  }

  /** Tells entries where they stand. */
  #place(): void {
    const entries: Entry[] = [];
    for (const chunk of this.#text.pieces) {
      for (const [index, entry] of chunk.entries.entries()) {
        entry.start = chunk.start + (chunk.entryStarts[index] ?? 0);
        entries.push(entry);
      }
    }
    this.#entries = entries;
  }
}

/** Of two anchors with one name the first counts. */
function anchorTable(chunks: readonly Chunk[]): ReadonlyMap<string, SyntaxNode> {
  const table = new Map<string, SyntaxNode>();
  for (const { anchors } of chunks) {
    for (const [name, node] of anchors) if (!table.has(name)) table.set(name, node);
  }
  return table;
}

/** Entries of one identity are the same: their text, and what stands outside of it, a tag or an anchor before the first key. */
function identityOf({ section, key, keyNode, written, text, problems, isWithheld }: Entry): string {
  return JSON.stringify([section, key, keyNode, written.kind, written.tag, written.anchor, text, problems, isWithheld]);
}

/** The entry of before that is the same, if there is one: it is known what is wrong with it. */
function takeKnown(before: Map<string, Entry>, entry: Entry): Entry {
  if (before.size === 0 || entry.text.includes("*")) return entry;
  const id = identityOf(entry);
  const known = before.get(id);
  if (known === undefined) return entry;
  before.delete(id);
  return known;
}

/** Whether entries have changed in such a way that the template as a whole is what it was. */
function isKnownTo(added: readonly Entry[], removed: readonly Entry[]): boolean {
  if (added.length !== removed.length) return false;
  return added.every((entry, index) => {
    const other = removed[index];
    const isNamed = entry.key !== undefined && other?.key === entry.key && other.section === entry.section;
    return isNamed && entry.isWithheld === other.isWithheld && entry.summary.signature === other.summary.signature;
  });
}
