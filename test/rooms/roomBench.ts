import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { manifests, otherTypes } from "../../src/manifests.gen.ts";
import type { AccountContext } from "../../src/base/context.ts";
import type { TimeSpan } from "../../src/base/contracts.ts";
import { DevOpsError, cancelled, toDevOpsError } from "../../src/base/errors.ts";
import type { TreeManifest } from "../../src/base/manifest.ts";
import { type Plan, describePlan } from "../../src/base/plan.ts";
import type { Workspace } from "../../src/base/workspace.ts";
import { type ResourceRef, formatArn } from "../../src/base/resourceRef.ts";
import type { Ask, Choice, ManyChoice, PathQuestion, Side, TerminalCommand, TextQuestion } from "../../src/host/kinds/ask.ts";
import { type KindHost, KindRoom } from "../../src/host/kinds/kindRoom.ts";
import { type KindRoomSpec, partsOf } from "../../src/host/kinds/start.ts";
import { Branch, type Row } from "../../src/host/tree/rows.ts";
import { ServiceRow } from "../../src/host/tree/serviceRow.ts";
import { TreeModel } from "../../src/host/tree/treeModel.ts";
import type { TestAccount } from "../unit/account.ts";

/** A person gives up what has not come after so many looks. */
const MOST_LOOKS = 60;

/** What a person answers: the label of a choice, a text, whether a plan is accepted, or `undefined`: gives up. */
export type Answer = string | boolean | undefined;

/** What was asked: of a picker its choices as lines, of a plan its text. */
export interface Asked {
  readonly kind: "pick" | "pickMany" | "text" | "secret" | "number" | "confirm" | "edit" | "file" | "folder" | "saveTo" | "plan" | "tell";
  readonly title: string;
  readonly lines: readonly string[];
  /** An answer that is taken. */
  readonly example: Answer;
}

/** A room without an editor: its tree as text, its commands, and a person who answers from a script. */
export class RoomBench<M extends TreeManifest, Api> {
  readonly room: KindRoom<Api>;
  readonly manifest: M;
  readonly asked: Asked[] = [];
  readonly written: Plan[] = [];
  readonly documents: { readonly name: string; readonly text: string }[] = [];
  readonly files: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  /** What was told of how far something is. */
  readonly progress: string[] = [];
  /** What was shown for a while. */
  readonly secrets: { readonly name: string; readonly text: string }[] = [];
  /** ARNs of what was opened elsewhere, and pages of the browser. */
  readonly opened: string[] = [];
  readonly logs: string[] = [];
  /** At which times logs were opened; undefined: at their ends. */
  readonly spans: (TimeSpan | undefined)[] = [];
  /** Of what it was asked what changed before. */
  readonly moments: string[] = [];
  readonly panels: { readonly type: string; readonly address: unknown; readonly title: string }[] = [];
  /** What was compared, and what ran in a terminal. */
  readonly compared: { readonly title: string; readonly before: Side; readonly after: Side }[] = [];
  readonly terminals: TerminalCommand[] = [];
  clipboard: string | undefined;
  /** What is open in the editor, with the files beside it by their names; where it is left out the example of who asks. */
  editor: (Side & { readonly beside?: Readonly<Record<string, string>> }) | undefined;
  #folder: string | undefined;
  /** Whether a room has a view for a resource. */
  canOpen: (ref: ResourceRef) => boolean = () => true;
  /** What of other rooms runs an image. */
  imageUsers: KindHost["imageUsers"] = () => Promise.resolve({ users: [], failures: [] });
  /** What of other rooms takes its sources through a connection. */
  connectionUsers: KindHost["connectionUsers"] = () => Promise.resolve({ users: [], failures: [] });
  /** What of other rooms acts as a role: here Lambda stands for all of them. */
  roleUsers: KindHost["roleUsers"] = async (role, _context, signal) => {
    const { LambdaApi } = await import("../../src/services/lambda/api.ts");
    return { users: await new LambdaApi(this.#account().sessions.get(this.context)).roleUsers(role, signal), failures: [] };
  };
  /** What was asked of the rooms of stacks and of apps: `stack/logicalId`. */
  readonly stackResources: string[] = [];
  readonly origins: string[] = [];
  /** Tells a room of files that they changed. */
  filesChanged: () => void = () => undefined;
  revealed: Row | undefined;
  /** What the person answers next; a function answers each question. */
  answers: Answer[] | ((asked: Asked) => Answer) = [];
  readonly #account: () => TestAccount;
  readonly #region: string | undefined;
  readonly #workspace: Omit<Workspace, "watch"> | undefined;
  readonly #tree: TreeModel;
  /** The service's row. */
  readonly service: ServiceRow;

  /** @param region another one than the account's @param workspace the open folders, of a room of files */
  constructor(account: () => TestAccount, manifest: M, spec: KindRoomSpec<M, Api>, region?: string, workspace?: Omit<Workspace, "watch">) {
    this.#workspace = workspace;
    this.#account = account;
    this.#region = region;
    this.manifest = manifest;
    this.room = new KindRoom(this.#host(), manifest, spec);
    const parts = partsOf(this.room, spec);
    const source = async (context: AccountContext) => {
      const made = await parts.source?.(context);
      if (made === undefined) throw new Error(`${manifest.id} has no source`);
      return made;
    };
    this.service = new ServiceRow(undefined, this.context, { manifest, source, describe: () => undefined });
    this.#tree = new TreeModel(() => [this.service], { changed: () => undefined, failed: () => undefined });
    // as the editor does first: a row is found again from the top
    this.#tree.top();
  }

  get context(): AccountContext {
    const { context } = this.#account();
    return this.#region === undefined ? context : { ...context, region: this.#region };
  }

  /** The names of the kinds right below the service. */
  get roots(): readonly string[] {
    return this.room.roots.map(({ noun }) => noun);
  }

  /** The rows below a branch, once all that is to be known of them has arrived. */
  async rows(branch: Branch = this.service): Promise<readonly Row[]> {
    await this.#tree.children(branch);
    await this.#tree.state(branch).settled();
    return this.#tree.children(branch);
  }

  /** The row that labels lead to, from the service down; a label may be a part of one. @throws where there is none */
  async row(...labels: readonly string[]): Promise<Row> {
    let at: Row = this.service;
    for (const label of labels) {
      if (!(at instanceof Branch)) throw new Error(`${at.id} has nothing below it`);
      const rows: readonly Row[] = await this.rows(at);
      const found = rows.find((row) => row.view().label === label) ?? rows.find((row) => lineOf(row).includes(label));
      if (found === undefined) throw new Error(`no row ${label} below ${at.id}:\n${rows.map(lineOf).join("\n")}`);
      at = found;
    }
    return at;
  }

  /** The row of an id, with what leads to it loaded. @throws where there is none */
  async rowOf(id: string): Promise<Row> {
    const row = await this.#tree.find(id);
    if (row === undefined) throw new Error(`there is no row ${id}`);
    if (row.parent instanceof Branch) await this.#tree.state(row.parent).settled();
    for (let at = row.parent; at !== undefined; at = at.parent) this.#tree.setExpanded(at, true);
    return row;
  }

  /** What stands below a row, as lines of label and description, indented, as deep as wanted. */
  async outline(branch: Branch = this.service, depth = 1): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const row of await this.rows(branch)) {
      lines.push(lineOf(row));
      if (depth > 1 && row instanceof Branch && !row.isLeaf) lines.push(...(await this.outline(row, depth - 1)).map((line) => `  ${line}`));
    }
    return lines;
  }

  /** Looks anew at what stands below a branch, or at everything that is open, as *Refresh* does. */
  async refresh(branch?: Branch): Promise<void> {
    await this.#tree.refresh(branch);
  }

  /** Resolves when nothing is being read any more. */
  async settled(): Promise<void> {
    await this.#tree.settled();
  }

  /** Looks again at what stands below a branch, as it happens by itself while it is visible. */
  async poll(branch: Branch = this.service): Promise<readonly Row[]> {
    await this.#tree.state(branch).reload("poll");
    return this.rows(branch);
  }

  async filter(text: string, branch: Branch = this.service): Promise<void> {
    await this.#tree.state(branch).setFilter(text);
    this.#tree.setExpanded(branch, true);
  }

  async loadMore(branch: Branch = this.service): Promise<void> {
    await this.#tree.state(branch).loadMore();
  }

  /** Runs a command on a row or from the palette, with these answers. All of them have to be asked for. */
  async run(command: keyof M["commands"] & string, target: Row | undefined, ...answers: readonly Answer[]): Promise<void> {
    const left = [...answers];
    this.answers = left;
    await this.room.run(command, target);
    if (left.length > 0) throw new Error(`nobody asked for ${JSON.stringify(left)}`);
  }

  /** Runs a command with the example answers, as far as question `giveUpAt`, which is given up. */
  async runByExample(command: string, target: Row | undefined, giveUpAt = Number.POSITIVE_INFINITY): Promise<readonly Asked[]> {
    const from = this.asked.length;
    this.answers = (asked) => (this.asked.length - from - 1 === giveUpAt ? (asked.kind === "plan" ? false : undefined) : asked.example);
    await this.room.run(command, target);
    return this.asked.slice(from);
  }

  /** The plan that was shown last. */
  get plan(): string {
    return this.asked.findLast(({ kind }) => kind === "plan")?.lines.join("\n") ?? "";
  }

  /** A folder of this machine, with a file of a name in it. */
  #machine(name: string): string {
    this.#folder ??= mkdtempSync(path.join(tmpdir(), "room-bench-"));
    writeFileSync(path.join(this.#folder, name), `the contents of ${name}`);
    return this.#folder;
  }

  dispose(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
    this.#tree.dispose();
  }

  #host(): KindHost {
    const opened = (ref: ResourceRef) => Promise.resolve(void this.opened.push(formatArn(ref)));
    return {
      ask: this.#ask(),
      recents: { touch: () => undefined, first: (rows) => [...rows] },
      workspace: () => {
        const files = this.#workspace;
        if (files === undefined) throw new Error("no folder is open");
        const watch: Workspace["watch"] = (_glob, changed) => {
          this.filesChanged = changed;
          return { dispose: () => undefined };
        };
        const isTrusted = { get: () => files.isTrusted, enumerable: true };
        return Promise.resolve(Object.defineProperty({ ...files, watch }, "isTrusted", isTrusted));
      },
      own: (item) => item,
      session: () => Promise.resolve(this.#account().sessions.get(this.context)),
      pickPinned: () => Promise.resolve(this.context),
      perform: (plan, work) => this.#perform(plan, work),
      show: (name, text) => Promise.resolve(void this.documents.push({ name, text })),
      showFile: (name, bytes) => Promise.resolve(void this.files.push({ name, bytes })),
      showSecret: (name, text) => Promise.resolve(void this.secrets.push({ name, text })),
      openLog: (ref, _context, _title, span) => {
        this.spans.push(span);
        return Promise.resolve(void this.logs.push(formatArn(ref)));
      },
      changesBefore: ({ what, at }) => Promise.resolve(void this.moments.push(`${what} at ${at}`)),
      showPanel: (type, address, title) => Promise.resolve(void this.panels.push({ type, address, title })),
      openTrace: ({ traceId }) => Promise.resolve(void this.opened.push(traceId)),
      showLog: ({ group, stream = "", title = "" }) => Promise.resolve(void this.logs.push(`${group} ${stream} ${title}`)),
      contextOf: ({ region }, found) => Promise.resolve(region === "" ? found : { ...found, region }),
      open: opened,
      canOpen: (ref) => this.canOpen(ref),
      imageUsers: (image, context, signal) => this.imageUsers(image, context, signal),
      connectionUsers: (connection, context, signal) => this.connectionUsers(connection, context, signal),
      roleUsers: (role, context, signal) => this.roleUsers(role, context, signal),
      typeOf: (type) => manifests.find(({ types = {} }) => types[type] !== undefined)?.types?.[type] ?? otherTypes[type],
      openStackResource: (stack, logicalId) => Promise.resolve(void this.stackResources.push(logicalId === undefined ? stack : `${stack}/${logicalId}`)),
      openOrigin: (stack, logicalId) => Promise.resolve(void this.origins.push(`${stack}/${logicalId}`)),
      note: () => undefined,
      rowOf: (id) => Promise.resolve(this.#tree.rowOf(id)),
      reveal: async (id) => {
        this.revealed = await this.#tree.find(id);
        return this.revealed !== undefined;
      },
      again: (id) => this.#tree.again(id),
      refreshBelow: (id) => this.#tree.refreshBelow(id),
    };
  }

  async #perform<T>(plan: Plan, work: () => Promise<T>): Promise<T> {
    const lines = describePlan(plan, "the test's account").split("\n");
    if (this.#next({ kind: "plan", title: plan.title, lines, example: true }) !== true) throw cancelled(plan.title);
    const result = await work();
    this.written.push(plan);
    return result;
  }

  #next(asked: Asked): Answer {
    this.asked.push(asked);
    if (typeof this.answers === "function") return this.answers(asked);
    if (this.answers.length === 0) throw new Error(`${asked.title}: nobody answers`);
    return this.answers.shift();
  }

  #given(asked: Asked): Exclude<Answer, undefined> {
    const answer = this.#next(asked);
    if (answer === undefined) throw cancelled(asked.title);
    return answer;
  }

  #text(kind: "text" | "secret", { title, prompt, max, example, ...question }: TextQuestion): Promise<string> {
    const text = String(this.#given({ kind, title, lines: [prompt], example }));
    const problem = max !== undefined && text.length > max ? `At most ${max} characters` : question.check?.(text);
    return problem === undefined ? Promise.resolve(text) : Promise.reject(new Error(problem));
  }

  #path(kind: "file" | "folder" | "saveTo", { title, verb, example }: PathQuestion, isFile: boolean): Promise<string> {
    const folder = this.#machine(example);
    const answer = String(this.#given({ kind, title, lines: [verb], example: isFile ? path.join(folder, example) : folder }));
    return Promise.resolve(answer);
  }

  #ask(): Ask {
    return {
      pick: async <T>(title: string, place: string, offered: readonly Choice<T>[] | AsyncIterable<readonly Choice<T>[]>) => {
        const choices = Symbol.asyncIterator in offered ? await lastOf(offered) : offered;
        const lines = linesOf(choices);
        const wanted = this.#given({ kind: "pick", title: `${title} | ${place}`, lines, example: choices[0]?.label });
        const chosen = choices.find(({ label }) => label === wanted) ?? choices[lines.findIndex((line) => line.includes(String(wanted)))];
        if (chosen === undefined) throw new Error(`${title}: no choice ${String(wanted)} among\n${lines.join("\n")}`);
        return chosen.value;
      },
      search: async <T>(title: string, place: string, find: (typed: string, signal: AbortSignal) => Promise<readonly Choice<T>[]>) => {
        const { signal } = new AbortController();
        const first = await find("", signal);
        const lines = linesOf(first);
        const wanted = this.#given({ kind: "pick", title: `${title} | ${place}`, lines, example: first[0]?.label });
        // what is not there is typed, and what is found first is taken
        const chosen = first.find(({ label }) => label === wanted) ?? (await find(String(wanted), signal))[0];
        if (chosen === undefined) throw new Error(`${title}: nothing is found for ${String(wanted)}`);
        return chosen.value;
      },
      pickMany: <T>(title: string, place: string, offered: readonly ManyChoice<T>[]) => {
        const lines = linesOf(offered);
        const example = offered.filter(({ isChosen }) => isChosen).map(({ label }) => label).join(", ");
        const wanted = String(this.#given({ kind: "pickMany", title: `${title} | ${place}`, lines, example })).split(", ");
        return Promise.resolve(offered.filter(({ label }) => wanted.includes(label)).map(({ value }) => value));
      },
      text: (question) => this.#text("text", question),
      secret: (question) => this.#text("secret", question),
      diff: (title, before, after) => Promise.resolve(void this.compared.push({ title, before, after })),
      edit: ({ name, text, example, ...question }) => {
        const saved = String(this.#given({ kind: "edit", title: name, lines: text.split("\n"), example }));
        const problem = question.check?.(saved);
        return problem === undefined ? Promise.resolve(saved) : Promise.reject(new Error(problem));
      },
      document: ({ title, example, fits }) => {
        const { name, text, beside = {} } = this.editor ?? { ...example, beside: {} };
        if (!fits(text)) return Promise.reject(new DevOpsError({ kind: "notFound", tried: title, why: "no document that is open fits" }));
        const names = (ending: string) => Object.keys(beside).filter((one) => one.endsWith(ending));
        return Promise.resolve({ name, text, beside: (ending) => Promise.resolve(names(ending)), read: (one) => Promise.resolve(beside[one] ?? "") });
      },
      file: (question) => this.#path("file", question, true),
      folder: (question) => this.#path("folder", question, false),
      saveTo: (question) => this.#path("saveTo", question, true),
      terminal: (command) => Promise.resolve(void this.terminals.push(command)),
      number: ({ title, prompt, example }) => Promise.resolve(Number(this.#given({ kind: "number", title, lines: [prompt], example }))),
      confirm: (title, detail) => {
        const answer = this.#given({ kind: "confirm", title, lines: [detail], example: true });
        return answer === true ? Promise.resolve() : Promise.reject(cancelled(title));
      },
      external: (address) => Promise.resolve(void this.opened.push(address)),
      console: (_context, page) => Promise.resolve(void this.opened.push(page)),
      copy: (text) => {
        this.clipboard = text;
        return Promise.resolve();
      },
      wait: (_title, work) => work(new AbortController().signal, (message) => void this.progress.push(message)),
      // the account's clock stands still but for this
      until: async (title, every, look) => {
        for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
          const found = await look(new AbortController().signal, (message) => void this.progress.push(message));
          if (found !== undefined) return found;
          await this.#account().control.advance(every);
        }
        throw cancelled(title);
      },
      tell: (message) => Promise.resolve(this.#given({ kind: "tell", title: message, lines: [], example: false }) === true),
    };
  }
}

async function lastOf<T>(snapshots: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  let last: readonly T[] = [];
  for await (const snapshot of snapshots) last = snapshot;
  return last;
}

function linesOf(choices: readonly Choice<unknown>[]): readonly string[] {
  return choices.map(({ label, description = "" }) => `${label} · ${description}`);
}

function lineOf(row: Row): string {
  const { label, description } = row.view();
  return description === undefined ? label : `${label} · ${description}`;
}

/** The failure of what should fail, as the user would read it. */
export async function failureOf(work: Promise<unknown>): Promise<ReturnType<typeof toDevOpsError>> {
  try {
    await work;
  } catch (error) {
    return toDevOpsError(error, "run the test");
  }
  throw new Error("it did not fail");
}
