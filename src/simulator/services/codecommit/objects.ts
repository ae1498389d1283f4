import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";

/** Someone who wrote or applied a commit, at a time in seconds since 1970 with a zone such as `+0100`. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly seconds: number;
  readonly zone: string;
}

export interface Commit {
  /** Forty hexadecimal digits. */
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  /** With its final line end. */
  readonly message: string;
}

/** A file's text by its path, `/` between folders. */
export type Files = ReadonlyMap<string, string>;

/**
 * Git objects, made without git ("Git Internals - Git Objects" of the Pro Git book): so the account knows its commits
 * before anybody asks for them over HTTP, and on a machine without git.
 */
export class ObjectPool {
  readonly #objects = new Map<string, Buffer>();
  /** Ids by text: from commit to commit most files stay. */
  readonly #blobs = new Map<string, string>();

  /** @returns the commit, its tree and files now being in the pool */
  commit(files: Files, facts: Omit<Commit, "id" | "tree">): Commit {
    const tree = this.#tree(files);
    const lines = [
      `tree ${tree}`,
      ...facts.parents.map((parent) => `parent ${parent}`),
      `author ${signatureText(facts.author)}`,
      `committer ${signatureText(facts.committer)}`,
      "",
      facts.message,
    ];
    return { ...facts, tree, id: this.#add("commit", Buffer.from(lines.join("\n"))) };
  }

  /** Writes every object as a loose one below a repository's folder. */
  writeTo(repositoryFolder: string): void {
    for (const [id, content] of this.#objects) {
      const folder = path.join(repositoryFolder, "objects", id.slice(0, 2));
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, id.slice(2)), deflateSync(content));
    }
  }

  #blob(text: string): string {
    const id = this.#blobs.get(text) ?? this.#add("blob", Buffer.from(text));
    this.#blobs.set(text, id);
    return id;
  }

  #tree(files: Files): string {
    const folders = new Map<string, Map<string, string>>();
    const entries: { readonly name: string; readonly mode: string; readonly id: string }[] = [];
    for (const [file, text] of files) {
      const slash = file.indexOf("/");
      if (slash < 0) {
        entries.push({ name: file, mode: "100644", id: this.#blob(text) });
      } else {
        const name = file.slice(0, slash);
        const inside = folders.get(name) ?? new Map<string, string>();
        folders.set(name, inside.set(file.slice(slash + 1), text));
      }
    }
    for (const [name, inside] of folders) {
      entries.push({ name, mode: "40000", id: this.#tree(inside) });
    }
    // Git orders by bytes, a folder as if its name ended in a slash.
    const key = (entry: (typeof entries)[number]) => Buffer.from(entry.mode === "40000" ? `${entry.name}/` : entry.name);
    entries.sort((a, b) => Buffer.compare(key(a), key(b)));
    const parts = entries.flatMap(({ name, mode, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
    return this.#add("tree", Buffer.concat(parts));
  }

  #add(type: "blob" | "tree" | "commit", body: Buffer): string {
    const content = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
    const id = createHash("sha1").update(content).digest("hex");
    this.#objects.set(id, content);
    return id;
  }
}

function signatureText({ name, email, seconds, zone }: Signature): string {
  return `${name} <${email}> ${seconds} ${zone}`;
}

/** Reads a commit object's text, as `git cat-file commit` prints it. */
export function parseCommit(id: string, text: string): Commit {
  const end = text.indexOf("\n\n");
  const headers = text.slice(0, end).split("\n");
  const values = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    id,
    tree: values("tree")[0] ?? "",
    parents: values("parent"),
    author: parseSignature(values("author")[0] ?? ""),
    committer: parseSignature(values("committer")[0] ?? ""),
    message: text.slice(end + 2),
  };
}

function parseSignature(text: string): Signature {
  const [open, close] = [text.indexOf("<"), text.lastIndexOf("> ")];
  const [, seconds, zone] = /^(\d+) ([+-]\d+)$/.exec(text.slice(close + 2)) ?? [];
  if (open < 0 || close < open || seconds === undefined || zone === undefined) return { name: "", email: "", seconds: 0, zone: "+0000" };
  const name = text.slice(0, open);
  return { name: name.endsWith(" ") ? name.slice(0, -1) : name, email: text.slice(open + 1, close), seconds: Number(seconds), zone };
}

/** The first line of a message. */
export function subjectOf(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
