import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hashText, Random } from "../../random.ts";
import { runGit } from "./gitProgram.ts";
import { parseCommit } from "./objects.ts";
import type { Commit } from "./objects.ts";
import { TEMPLATE_FILE } from "./seed.ts";
import type { Seed } from "./seed.ts";

/** A branch that a push moved. */
export interface MovedBranch {
  readonly repository: string;
  readonly branch: string;
  readonly commit: Commit;
}

export interface RepositorySpec {
  readonly name: string;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Undefined: a repository without any commit. */
  readonly seed: (() => Seed) | undefined;
}

/**
 * One repository. Its first commits are known without git; a folder with a bare repository is made when somebody comes
 * over HTTP, and from then on git has the truth, which is read after each push.
 */
export class Repository {
  readonly name: string;
  description: string;
  readonly created: number;
  readonly #makeSeed: (() => Seed) | undefined;
  #seed: Seed | undefined;
  #branches: ReadonlyMap<string, string> | undefined;
  readonly #pushed = new Map<string, Commit>();
  /** Text by commit, of pushed commits that have a template. */
  readonly #templates = new Map<string, string>();
  #defaultBranch: string | undefined;
  #folder: string | undefined;
  #pushedAt: number | undefined;
  /** The last reading of the branches: the next waits for it, so that each move is told once. */
  #refreshing: Promise<unknown> = Promise.resolve();

  constructor(spec: RepositorySpec) {
    this.name = spec.name;
    this.description = spec.description;
    this.created = spec.created;
    this.#makeSeed = spec.seed;
  }

  /** Commit id by branch, by name. */
  get branches(): ReadonlyMap<string, string> {
    return this.#branches ?? this.#seeded?.branches ?? new Map<string, string>();
  }

  /**
   * The first branch that was pushed, whatever comes later (CodeCommit user guide, "Change the default branch");
   * undefined while the repository is empty.
   */
  get defaultBranch(): string | undefined {
    return this.#defaultBranch ?? (this.#makeSeed === undefined ? undefined : "main");
  }

  /** Milliseconds since 1970. */
  get lastModified(): number {
    const head = this.#seeded?.commits.get(this.branches.get("main") ?? "");
    return this.#pushedAt ?? (head === undefined ? this.created : head.committer.seconds * 1000);
  }

  /**
   * The youngest commit of a branch that is no younger than a time; the branch's head where all are. Only the account's
   * past is asked for by time: once somebody has pushed it is the head, whatever time that one's clock wrote into it.
   */
  commitAt(branch: string, at: number): Commit | undefined {
    const head = this.known(this.branches.get(branch) ?? "");
    let commit = head;
    if (this.#pushedAt !== undefined) {
      return head;
    }
    while (commit !== undefined && commit.committer.seconds * 1000 > at) {
      commit = this.known(commit.parents[0] ?? "");
    }
    return commit ?? head;
  }

  /** A commit that was seeded or became a branch's head by a push. */
  known(id: string): Commit | undefined {
    return this.#pushed.get(id) ?? this.#seeded?.commits.get(id);
  }

  /** The text of the template in a commit that is known; undefined where it has none. */
  template(id: string): string | undefined {
    const seed = this.#seeded;
    return seed?.commits.has(id) === true ? seed.template : this.#templates.get(id);
  }

  /** Any commit of the repository. */
  async commit(id: string): Promise<Commit | undefined> {
    const known = this.known(id);
    if (known !== undefined || this.#folder === undefined) {
      return known;
    }
    try {
      const commit = parseCommit(id, await this.#git("cat-file", "commit", id));
      const template = await this.#readFile(id, TEMPLATE_FILE);
      if (template !== undefined) {
        this.#templates.set(id, template);
      }
      this.#pushed.set(id, commit);
      return commit;
    } catch {
      return undefined;
    }
  }

  /** The bare repository's folder, made now where it is not there yet. */
  materialise(parent: string): string {
    if (this.#folder !== undefined) {
      return this.#folder;
    }
    const folder = path.join(parent, `${this.name}.git`);
    mkdirSync(path.join(folder, "objects"), { recursive: true });
    mkdirSync(path.join(folder, "refs", "heads"), { recursive: true });
    writeFileSync(path.join(folder, "HEAD"), "ref: refs/heads/main\n");
    const config = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[http]\n\treceivepack = true\n[gc]\n\tauto = 0\n";
    writeFileSync(path.join(folder, "config"), config);
    this.#seeded?.pool.writeTo(folder);
    // Packed, because a branch's name may hold what a file's name on some system may not.
    const refs = [...this.branches].map(([branch, id]) => `${id} refs/heads/${branch}\n`).sort(byRef);
    writeFileSync(path.join(folder, "packed-refs"), refs.join(""));
    this.#folder = folder;
    return folder;
  }

  /** Reads the branches after a push. @returns those that moved or are new since the reading before */
  refresh(now: number): Promise<MovedBranch[]> {
    const reading = this.#refreshing.then(() => this.#readBranches(now));
    this.#refreshing = reading.catch(() => undefined);
    return reading;
  }

  async #readBranches(now: number): Promise<MovedBranch[]> {
    const before = this.branches;
    const text = await this.#git("for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads");
    const lines = text.split("\n").filter((line) => line !== "");
    const after = new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
    const changed = [...after].filter(([branch, id]) => before.get(branch) !== id);
    this.#branches = after;
    const first = after.has("main") ? "main" : [...after.keys()][0];
    if (this.defaultBranch === undefined && first !== undefined) {
      this.#defaultBranch = first;
      await this.#git("symbolic-ref", "HEAD", `refs/heads/${first}`);
    }
    const moved: MovedBranch[] = [];
    for (const [branch, id] of changed) {
      const commit = await this.commit(id);
      if (commit !== undefined) {
        moved.push({ repository: this.name, branch, commit });
      }
    }
    if (moved.length > 0 || after.size < before.size) {
      this.#pushedAt = now;
    }
    return moved;
  }

  get #seeded(): Seed | undefined {
    if (this.#seed === undefined) {
      // making it may play the past, which asks for it too: that one counts
      const made = this.#makeSeed?.();
      this.#seed ??= made;
    }
    return this.#seed;
  }

  /** A file's text in a commit; undefined where the commit does not have it. */
  async #readFile(commit: string, file: string): Promise<string | undefined> {
    const [, blob] = /^\d+ blob ([0-9a-f]+)\t/.exec(await this.#git("ls-tree", commit, "--", file)) ?? [];
    return blob === undefined ? undefined : await this.#git("cat-file", "blob", blob);
  }

  #git(...args: string[]): Promise<string> {
    return runGit(this.#folder, args);
  }
}

/** The id that a repository has besides its name; stacks know it by this one. */
export function repositoryIdOf({ accountId, region }: { accountId: string; region: string }, name: string): string {
  return new Random(hashText(`${accountId} ${region} ${name}`)).uuid();
}

/** By what stands behind the commit's id. */
function byRef(a: string, b: string): number {
  return a.slice(41) < b.slice(41) ? -1 : 1;
}

/** The repositories of one region. */
export class RepositoryStore {
  readonly region: string;
  readonly accountId: string;
  readonly #repositories = new Map<string, Repository>();
  /** Told of what a push moved. */
  onPush: ((moved: MovedBranch) => void) | undefined;

  constructor(region: string, accountId: string) {
    this.region = region;
    this.accountId = accountId;
  }

  add(spec: RepositorySpec): void {
    this.#repositories.set(spec.name, new Repository(spec));
  }

  remove(name: string): void {
    this.#repositories.delete(name);
  }

  find(name: string): Repository | undefined {
    return this.#repositories.get(name);
  }

  /** By name. */
  all(): Repository[] {
    return [...this.#repositories.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
