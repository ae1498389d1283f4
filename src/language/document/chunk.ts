import { type JsonPart, readJsonEntry, readJsonHeader } from "../syntax/json.ts";
import { readYamlEntry, readYamlHead, readYamlHeader, readYamlTail } from "../syntax/yamlPart.ts";
import { parse } from "../syntax/parse.ts";
import type { SyntaxNode, SyntaxProblem } from "../syntax/tree.ts";
import { Piece } from "../text/pieces.ts";
import { aliasesIn, anchorsIn } from "./aliases.ts";
import type { Entry, EntryParts } from "./entry.ts";
import { type Frame, depthOf, readClose } from "./jsonFrame.ts";
import { partsOfTree, rootPart } from "./whole.ts";
import type { Before, ChunkKind } from "./split.ts";

/** A stretch of a document that is read by itself: most often an entry. */
export class Chunk extends Piece {
  readonly kind: ChunkKind;
  readonly before: Before;
  /** What was read, with places and beginnings counted from the chunk's own. */
  readonly parts: readonly EntryParts[];
  /** The nodes that anchors in it stand before, by name. */
  readonly anchors: ReadonlyMap<string, SyntaxNode>;
  readonly hasAliases: boolean;
  /** What the parts make, with their aliases followed. The document fills this in, for aliases lead to other chunks. */
  entries: readonly Entry[] = [];
  /** Where each of the entries begins. */
  entryStarts: readonly number[] = [];
  /** How its brackets and commas fit those around it: in JSON alone. */
  readonly frame: Frame | undefined;
  readonly #read: Read;

  /** @param root what was read, undivided: anchors are looked for in it */
  constructor(kind: ChunkKind, text: string, before: Before, { parts, root, frame }: Read) {
    super(text);
    this.frame = frame;
    this.kind = kind;
    this.before = before;
    this.parts = withheld(parts);
    this.anchors = root !== undefined && text.includes("&") ? anchorsIn(root) : NO_ANCHORS;
    this.hasAliases = root !== undefined && text.includes("*") && aliasesIn(root).size > 0;
    this.#read = { parts, ...(root === undefined ? {} : { root }), ...(frame === undefined ? {} : { frame }) };
  }

  /** Whether it is an entry that has no colon yet. */
  get isHalf(): boolean {
    const [part] = this.parts;
    return this.kind === "entry" && part !== undefined && !this.text.slice(part.keyNode.end).trimStart().startsWith(":");
  }

  /** The same text in another place. */
  copy(): Chunk {
    return new Chunk(this.kind, this.text, this.before, this.#read);
  }
}

const NO_ANCHORS: ReadonlyMap<string, SyntaxNode> = new Map();

/** What there is to a chunk. */
interface Read {
  readonly parts: readonly EntryParts[];
  readonly root?: SyntaxNode;
  readonly frame?: Frame;
}

/**
 * Where the brackets or quotes of several entries that stand in one chunk are in disorder, nothing is sure of any of them: a
 * brace that is being typed takes what stands behind it.
 */
function withheld(parts: readonly EntryParts[]): readonly EntryParts[] {
  const isBroken = parts.length > 1 && parts.some(({ problems }) => problems.length > 0);
  return isBroken ? parts.map((part) => ({ ...part, isWithheld: true as const })) : parts;
}

/** Reads a chunk of a text that is divided. */
export function readChunk(kind: Exclude<ChunkKind, "whole">, text: string, before: Before): Chunk {
  return new Chunk(kind, text, before, read(kind, text, before));
}

/** Reads a text as one chunk. @param languageId the editor's name of the language */
export function readWhole(languageId: string, text: string): Chunk {
  const zero = text.indexOf("\0");
  if (zero !== -1) return unread(text, binaryAt(zero));
  const tree = parse(languageId, text);
  return new Chunk("whole", text, {}, { parts: partsOfTree(tree), root: tree.root });
}

/** A text that is not read for its length. */
export function tooLarge(text: string): Chunk {
  const message = "This is too large to be checked: CloudFormation takes templates of up to 1 MB.";
  return unread(text, { start: 0, end: 1, message, isFatal: true });
}

function unread(text: string, problem: SyntaxProblem): Chunk {
  const root = { kind: "mapping", start: 0, end: 0, entries: [] } as const;
  return new Chunk("whole", text, {}, { parts: [rootPart(text, root, [problem])] });
}

function binaryAt(at: number): SyntaxProblem {
  return { start: at, end: at + 1, message: "This is no text: it has a character 0 in it.", isFatal: true };
}

function read(kind: Exclude<ChunkKind, "whole">, text: string, before: Before): Read {
  return before.isJson === true ? readJson(kind, text, before) : readYaml(kind, text, before);
}

function readJson(kind: Exclude<ChunkKind, "whole">, text: string, before: Before): Read {
  switch (kind) {
    case "close":
    case "tail": {
      const { frame, problems } = readClose(text);
      return { parts: [loosePart(text, problems)], frame };
    }
    case "head": {
      const root = { kind: "mapping", start: 0, end: 0, entries: [] } as const;
      return { parts: [rootPart(text, root, withControls(text, []))], frame: { isClosed: true, comma: undefined, closers: [], ...depthOf(text) } };
    }
    case "header":
      return { parts: [headerPart(text, readJsonHeader(text))], frame: { isClosed: true, comma: undefined, closers: [], ...depthOf(text) } };
    case "entry":
    case "section": {
      const part = readJsonEntry(text);
      const frame = { isClosed: part.isClosed, comma: part.comma, closers: [], ...depthOf(text) };
      return { ...(kind === "entry" ? entryRead(text, before, part) : sectionRead(text, part)), frame };
    }
  }
}

/** A key with its value, in either language. */
type Part = Pick<JsonPart, "entry" | "problems">;

function headerPart(text: string, { entry: { key }, problems }: Part): EntryParts {
  const written = { kind: "mapping", start: key.end, end: key.end, entries: [] } as const;
  return { section: key.value, key: undefined, keyNode: key, written, text, problems: withControls(text, problems), start: 0 };
}

function entryRead(text: string, before: Before, { entry: { key, value }, problems }: Part): Read {
  const section = before.section ?? "";
  const part = { section, key: key.value, keyNode: key, written: value, text, problems: withControls(text, problems), start: 0 };
  return { parts: [part], root: value };
}

function sectionRead(text: string, { entry, problems }: Part): Read {
  const end = Math.max(entry.key.end, entry.value.end);
  const root = { kind: "mapping", start: entry.key.start, end, entries: [entry] } as const;
  const [, ...parts] = partsOfTree({ text, root, problems: withControls(text, problems) });
  return { parts, root };
}

function readYaml(kind: Exclude<ChunkKind, "whole">, text: string, before: Before): Read {
  switch (kind) {
    case "head": {
      const root = { kind: "mapping", start: 0, end: 0, entries: [] } as const;
      return { parts: [rootPart(text, root, withControls(text, readYamlHead(text)))] };
    }
    case "close":
    case "tail":
      return { parts: [loosePart(text, readYamlTail(text))] };
    case "header":
      return { parts: [headerPart(text, readYamlHeader(text))] };
    case "entry":
      return entryRead(text, before, readYamlEntry(text));
    case "section":
      return sectionRead(text, readYamlEntry(text));
  }
}

/** A part that holds nothing but problems. */
function loosePart(text: string, problems: readonly SyntaxProblem[]): EntryParts {
  const nothing = { kind: "scalar", start: 0, end: 0, value: "", style: "plain" } as const;
  return { section: "", key: "...", keyNode: nothing, written: nothing, text, problems, start: 0 };
}

/** Characters that no text has, from "5.1 Character set" of YAML 1.2; JSON has them in escapes alone. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/;

function withControls(text: string, problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
  const at = text.search(CONTROL);
  if (at === -1) return problems;
  if (text.charCodeAt(at) === 0) return [binaryAt(at)];
  const message = "This control character is not allowed here: write it as an escape in double quotes.";
  return [...problems, { start: at, end: at + 1, message }];
}
