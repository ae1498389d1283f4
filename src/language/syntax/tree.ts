/** A stretch of the document: offsets in UTF-16 units, the end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

/** A text; what is missing (`Key:` with nothing behind it) is an empty plain scalar of length 0. */
export interface ScalarNode extends Range {
  readonly kind: "scalar";
  /** What the scalar stands for: escapes resolved, lines folded. Never a number or a boolean. */
  readonly value: string;
  readonly style: ScalarStyle;
  /** Whether its text is written elsewhere, where an anchor stands; its range is that of the alias. */
  readonly isElsewhere?: true;
  /** YAML's tag as it is written, such as `!Ref`. */
  readonly tag?: Tag | undefined;
  readonly anchor?: string | undefined;
}

export interface MappingNode extends Range {
  readonly kind: "mapping";
  readonly entries: readonly MappingEntry[];
  readonly tag?: Tag | undefined;
  readonly anchor?: string | undefined;
}

export interface MappingEntry {
  readonly key: ScalarNode;
  readonly value: SyntaxNode;
}

export interface SequenceNode extends Range {
  readonly kind: "sequence";
  readonly items: readonly SyntaxNode[];
  readonly tag?: Tag | undefined;
  readonly anchor?: string | undefined;
}

/** `*name`; what it points at is not followed. */
export interface AliasNode extends Range {
  readonly kind: "alias";
  readonly name: string;
  readonly tag?: Tag | undefined;
  readonly anchor?: string | undefined;
}

export interface Tag extends Range {
  readonly text: string;
}

/** A value of the document. Its range leaves out the tag and the anchor before it. */
export type SyntaxNode = ScalarNode | MappingNode | SequenceNode | AliasNode;

/** What keeps the text from being YAML or JSON. */
export interface SyntaxProblem extends Range {
  readonly message: string;
  /** Whether the text cannot be read for it: then nothing else is said of the document. */
  readonly isFatal?: true;
}

/** A parsed text. There is a tree however broken the text is; what could not be read is missing from it. */
export interface SyntaxTree {
  readonly text: string;
  readonly root: SyntaxNode;
  readonly problems: readonly SyntaxProblem[];
}

/** A stretch of a text that was replaced. Of several, each is about the text that the one before it left. */
export interface TextEdit extends Range {
  readonly text: string;
}

// nodes of a kind are of one shape, whatever stands before them: reading many shapes costs more than the fields

export function scalarNode(start: number, end: number, value: string, style: ScalarStyle): ScalarNode {
  return { kind: "scalar", start, end, value, style, tag: undefined, anchor: undefined };
}

export function mappingNode(start: number, end: number, entries: readonly MappingEntry[]): MappingNode {
  return { kind: "mapping", start, end, entries, tag: undefined, anchor: undefined };
}

export function sequenceNode(start: number, end: number, items: readonly SyntaxNode[]): SequenceNode {
  return { kind: "sequence", start, end, items, tag: undefined, anchor: undefined };
}

/** The entry of a key; undefined where the node is no mapping or lacks it. */
export function entryOf(node: SyntaxNode | undefined, key: string): MappingEntry | undefined {
  return node?.kind === "mapping" ? node.entries.find((entry) => entry.key.value === key) : undefined;
}

/** Whether nothing was written here. */
export function isEmpty(node: SyntaxNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && node.value === "" && node.tag === undefined;
}
