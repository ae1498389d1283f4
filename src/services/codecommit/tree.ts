import type { AccountContext } from "../../base/context.ts";
import type { ResourceRef } from "../../base/resourceRef.ts";
import { containsIgnoringCase } from "../../base/text.ts";
import { formatAgo, formatDateTime } from "../../base/time.ts";
import type { RoomHost } from "../../host/room.ts";
import { Branch, type DetailsRequest, type Page, type PageRequest, POLL_IDLE, Row, type RowView } from "../../host/tree/rows.ts";
import type { ServiceSource } from "../../host/tree/serviceRow.ts";
import { commitApi } from "./connect.ts";
import { type Commit, type Repository, repositoryRef, shortId } from "./model.ts";

const REPOSITORIES_PAGE = 50;
/** Each commit is a call of its own. */
const COMMITS_PAGE = 10;

/** The repositories of one context: names at once, what they are with batch calls for those shown. */
export class RepositoriesSource implements ServiceSource {
  readonly #host: RoomHost;
  readonly #context: AccountContext;
  #names: readonly string[] = [];

  constructor(host: RoomHost, context: AccountContext) {
    this.#host = host;
    this.#context = context;
  }

  async load(parent: Branch, { cursor, filter, signal }: PageRequest): Promise<Page> {
    const start = Number(cursor ?? 0);
    if (start === 0) this.#names = await (await commitApi(this.#host, this.#context)).allRepositories(signal);
    const names = filter === undefined ? this.#names : this.#names.filter((name) => containsIgnoringCase(name, filter));
    const end = start + REPOSITORIES_PAGE;
    return {
      rows: names.slice(start, end).map((name) => new RepositoryRow(this.#host, parent, name)),
      ...(end < names.length ? { next: String(end) } : {}),
    };
  }

  pollInterval(): number {
    return POLL_IDLE;
  }

  async *details(rows: readonly Row[], { signal }: DetailsRequest): AsyncIterable<readonly Row[]> {
    const shown = rows.filter((row) => row instanceof RepositoryRow);
    if (shown.length === 0) return;
    const api = await commitApi(this.#host, this.#context);
    const known = new Map((await api.describe(shown.map((row) => row.data.name), signal)).map((one) => [one.name, one]));
    yield shown.filter((row) => row.setRepository(known.get(row.data.name)));
  }
}

interface RepositoryData {
  readonly name: string;
  /** Undefined until it was read. */
  readonly repository: Repository | undefined;
}

/** A repository; below it its branches. */
export class RepositoryRow extends Branch<RepositoryData> {
  readonly host: RoomHost;

  constructor(host: RoomHost, parent: Branch, name: string) {
    super(parent, parent.context, name, { name, repository: undefined });
    this.host = host;
  }

  /** The list tells the name alone: what was read before stays. */
  override adopt(): void {}

  /** Takes what the repository is; tells whether the row looks different now. */
  setRepository(repository: Repository | undefined): boolean {
    const before = JSON.stringify(this.view());
    this.data = { name: this.data.name, repository: repository ?? this.data.repository };
    return before !== JSON.stringify(this.view());
  }

  view(): RowView {
    const { name, repository } = this.data;
    const description = repository === undefined ? undefined : summaryOf(repository);
    return {
      label: name,
      ...(description === undefined ? {} : { description }),
      icon: { id: "repo" },
      facets: ["repository"],
      spoken: `${name}, repository${description === undefined ? "" : `, ${description}`}`,
    };
  }

  override ref(): ResourceRef {
    return repositoryRef(this.context.region, this.data.name);
  }

  override consolePath(): string {
    return `codesuite/codecommit/repositories/${encodeURIComponent(this.data.name)}/browse`;
  }

  override tooltip(): readonly string[] {
    const { name, repository } = this.data;
    const lines = [
      name,
      repository?.description,
      repository === undefined ? undefined : `Default branch: ${repository.defaultBranch ?? "none, the repository is empty"}`,
      repository?.modifiedAt === undefined ? undefined : `Changed ${formatDateTime(repository.modifiedAt)}`,
    ];
    return lines.filter((line) => line !== undefined).filter((line) => line !== "");
  }

  async load({ cursor, reason, signal }: PageRequest): Promise<Page> {
    if (reason === "user") this.host.recents.touch(this.id);
    const api = await commitApi(this.host, this.context);
    const { names, next } = await api.listBranches(this.data.name, cursor, signal);
    const first = this.data.repository?.defaultBranch;
    const sorted = names.toSorted((a, b) => Number(b === first) - Number(a === first) || a.localeCompare(b));
    return { rows: sorted.map((name) => new BranchRow(this, name)), next };
  }

  override pollInterval(): number {
    return POLL_IDLE;
  }

  override emptyText(): string {
    return "Empty: push a first commit";
  }
}

function summaryOf({ defaultBranch, modifiedAt }: Repository): string {
  const parts = [defaultBranch ?? "empty", modifiedAt === undefined ? undefined : formatAgo(modifiedAt, Date.now())];
  return parts.filter((part) => part !== undefined).join(" · ");
}

/** A branch; below it its commits. */
export class BranchRow extends Branch<string> {
  declare readonly parent: RepositoryRow;
  /** The commits before a page, by its cursor. */
  readonly #before = new Map<string, ReadonlySet<string>>();

  constructor(parent: RepositoryRow, name: string) {
    // a slash in the id would make a level of the tree of it
    super(parent, parent.context, encodeURIComponent(name), name);
  }

  view(): RowView {
    const isDefault = this.parent.data.repository?.defaultBranch === this.data;
    return {
      label: this.data,
      ...(isDefault ? { description: "default" } : {}),
      icon: { id: "git-branch" },
      facets: ["git-branch"],
      spoken: `${this.data}, branch${isDefault ? ", default" : ""}`,
    };
  }

  override consolePath(): string {
    const repository = encodeURIComponent(this.parent.data.name);
    return `codesuite/codecommit/repositories/${repository}/browse/refs/heads/${this.data.split("/").map(encodeURIComponent).join("/")}`;
  }

  async load({ cursor, signal }: PageRequest): Promise<Page> {
    const { host, context, data } = this.parent;
    const api = await commitApi(host, context);
    const from = cursor === undefined ? [await api.headOf(data.name, this.data, signal)] : cursor.split(" ");
    const before = this.#before.get(cursor ?? "") ?? new Set();
    const { commits, rest } = await api.history(data.name, from, COMMITS_PAGE, before, signal);
    const rows = commits.map((commit) => new CommitRow(this, commit));
    if (rest.length === 0) return { rows };
    const next = rest.join(" ");
    this.#before.set(next, new Set([...before, ...commits.map(({ id }) => id)]));
    return { rows, next };
  }

  override pollInterval(): number {
    return POLL_IDLE;
  }
}

/** One commit. */
export class CommitRow extends Row<Commit> {
  declare readonly parent: BranchRow;

  constructor(parent: BranchRow, commit: Commit) {
    super(parent, parent.context, commit.id, commit);
  }

  view(): RowView {
    const { id, subject, author, at } = this.data;
    const description = [shortId(id), author, formatAgo(at, Date.now())].filter((part) => part !== "").join(" · ");
    return {
      label: subject === "" ? "(no message)" : subject,
      description,
      icon: { id: "git-commit" },
      facets: ["commit"],
      spoken: `${subject}, commit, ${description}`,
    };
  }

  /** What it says; its id has a command of its own. */
  override name(): string {
    return this.view().label;
  }

  override consolePath(): string {
    return `codesuite/codecommit/repositories/${encodeURIComponent(this.parent.parent.data.name)}/commit/${this.data.id}`;
  }

  override tooltip(): readonly string[] {
    const { id, message, author, email, at } = this.data;
    return [id, `${author} <${email}> · ${formatDateTime(at)}`, ...message.split("\n").filter((line) => line !== "")];
  }
}
