import { madePanel } from "./editorPanels.ts";

// Stands for the module `vscode` in tests without an editor: remembers what would be shown, and answers for a person who
// takes the first of a list, leaves texts as they are, and declines what is asked in a modal dialog.

/** What was shown, and where. */
export const shown: { readonly where: string; readonly text: string }[] = [];

function show(where: string, ...texts: readonly unknown[]): void {
  for (const text of texts) if (typeof text === "string") shown.push({ where, text });
}

type Item = Readonly<Record<string, unknown>>;

function showItems(items: readonly Item[]): void {
  for (const { label, description, detail } of items) show("item", label, description, detail);
}

/** The buttons that the person presses in messages to come, in this order; without one they are closed. */
export const presses: string[] = [];

const message = (text: string, ...rest: readonly unknown[]) => {
  const [options] = rest;
  show("message", text, ...rest, typeof options === "object" && options !== null ? (options as Item)["detail"] : undefined);
  return Promise.resolve(presses.shift());
};

/** A person who takes their time in pickers: a test types in them, and hides them. */
export const person = { waits: false };

/** The pickers that were opened, the newest last. */
export const pickers: QuickPick[] = [];

class QuickPick {
  title: string | undefined;
  placeholder: string | undefined;
  value = "";
  busy = false;
  matchOnDescription = false;
  matchOnDetail = false;
  selectedItems: readonly Item[] = [];
  activeItems: readonly Item[] = [];
  keepScrollPosition = false;
  #typed: (() => void) | undefined;
  #items: readonly Item[] = [];
  #accept: (() => void) | undefined;
  #hide: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  set items(items: readonly Item[]) {
    showItems(items);
    this.#items = items;
    const first = items.find(({ choice }) => choice !== undefined);
    if (first === undefined) return;
    this.selectedItems = [first];
    this.activeItems = [first];
    if (person.waits) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#accept?.(), 20);
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  constructor() {
    pickers.push(this);
  }

  onDidChangeValue(listener: () => void) {
    this.#typed = listener;
    return { dispose: () => undefined };
  }

  type(text: string): void {
    this.value = text;
    this.#typed?.();
  }

  readonly onDidChangeActive = () => ({ dispose: () => undefined });
  readonly onDidTriggerItemButton = () => ({ dispose: () => undefined });

  onDidAccept(listener: () => void) {
    this.#accept = listener;
    return { dispose: () => undefined };
  }

  onDidHide(listener: () => void) {
    this.#hide = listener;
    return { dispose: () => undefined };
  }

  accept(): void {
    this.#accept?.();
  }

  show(): void {
    show("title", this.title, this.placeholder);
    if (!person.waits) this.#timer ??= setTimeout(() => this.hide(), 300);
  }

  hide(): void {
    show("title", this.title);
    this.#hide?.();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

interface Document {
  readonly uri: { readonly scheme: string };
  getText(): string;
}

interface FileSystem {
  readFile(uri: unknown): Uint8Array;
  writeFile(uri: unknown, content: Uint8Array): void;
}

interface ContentProvider {
  provideTextDocumentContent(uri: unknown): string;
}

export class TabInputText {
  readonly uri: unknown;

  constructor(uri: unknown) {
    this.uri = uri;
  }
}

export class TabInputTextDiff {
  readonly original: unknown;
  readonly modified: unknown;

  constructor(original: unknown, modified: unknown) {
    this.original = original;
    this.modified = modified;
  }
}

interface Tab {
  readonly input: TabInputText | TabInputTextDiff;
}

type TabListener = (change: { readonly closed: readonly Tab[] }) => void;

const tabs: Tab[] = [];
const tabListeners = new Set<TabListener>();
const willSaveListeners = new Set<(saving: { readonly document: Document; readonly reason: number }) => void>();
const saveListeners = new Set<(document: Document) => void>();
const closeListeners = new Set<(document: Document) => void>();
const fileSystems = new Map<string, FileSystem>();
const contents = new Map<string, ContentProvider>();

/** What runs in terminals. */
export const terminals: Task[] = [];

export class ProcessExecution {
  readonly process: string;
  readonly args: readonly string[];
  readonly options: unknown;

  constructor(process: string, args: readonly string[], options: unknown) {
    this.process = process;
    this.args = args;
    this.options = options;
  }
}

export class Task {
  readonly name: string;
  readonly execution: ProcessExecution;
  presentationOptions: unknown;

  constructor(_definition: unknown, _scope: unknown, name: string, _source: string, execution: ProcessExecution) {
    this.name = name;
    this.execution = execution;
  }
}

export const TaskScope = { Workspace: 2 };
export const TaskRevealKind = { Always: 1 };
export const TaskPanelKind = { Dedicated: 2 };

export const tasks = {
  executeTask: (task: Task) => {
    terminals.push(task);
    return Promise.resolve();
  },
};

function listening<L>(listeners: Set<L>, listener: L) {
  listeners.add(listener);
  return { dispose: () => void listeners.delete(listener) };
}

/** What a tab shows, or of two texts the one that can be edited. */
function uriIn(input: Tab["input"] | undefined): Document["uri"] {
  return (input instanceof TabInputTextDiff ? input.modified : input?.uri) as Document["uri"];
}

const shownUri = () => uriIn(tabs.at(-1)?.input);

/** The documents that are open in tabs. */
export const openDocuments = {
  get count(): number {
    return tabs.length;
  },
  /** Saves the last one with a text. @param reason as a person does, where it is left out */
  save(text: string, reason: number = TextDocumentSaveReason.Manual): void {
    const uri = shownUri();
    for (const listener of willSaveListeners) listener({ document: { uri, getText: () => text }, reason });
    fileSystems.get(uri.scheme)?.writeFile(uri, new TextEncoder().encode(text));
    for (const listener of saveListeners) listener({ uri, getText: () => text });
  },
  close: () => window.tabGroups.close(tabs.slice(-1)),
  /** What the last one shows now. */
  text: () => textOf(shownUri()),
};

function textOf(uri: Document["uri"]): string {
  return contents.get(uri.scheme)?.provideTextDocumentContent(uri) ?? new TextDecoder().decode(fileSystems.get(uri.scheme)?.readFile(uri));
}

export const workspace = {
  workspaceFolders: undefined,
  registerFileSystemProvider: (scheme: string, system: FileSystem) => {
    fileSystems.set(scheme, system);
    return { dispose: () => void fileSystems.delete(scheme) };
  },
  registerTextDocumentContentProvider: (scheme: string, provider: ContentProvider) => {
    contents.set(scheme, provider);
    return { dispose: () => void contents.delete(scheme) };
  },
  onDidCloseTextDocument: (listener: (document: Document) => void) => listening(closeListeners, listener),
  textDocuments: [],
  onWillSaveTextDocument: (listener: (saving: { readonly document: Document; readonly reason: number }) => void) => listening(willSaveListeners, listener),
  onDidSaveTextDocument: (listener: (document: Document) => void) => listening(saveListeners, listener),
  openTextDocument: (uri: Document["uri"]) => {
    const text = textOf(uri);
    return Promise.resolve({ uri, getText: () => text });
  },
};

export const TextDocumentSaveReason = { Manual: 1, AfterDelay: 2 };
export const FileType = { File: 1 };
export const FileSystemError = { NoPermissions: (why = "no permissions") => new Error(why) };

export class EventEmitter {
  readonly event = () => ({ dispose: () => undefined });
  readonly fire = () => undefined;
  readonly dispose = () => undefined;
}

export { ViewColumn } from "./editorPanels.ts";

export const window = {
  createWebviewPanel: (_type: string, title: string) => {
    show("tab", title);
    return madePanel();
  },
  showInformationMessage: message,
  showWarningMessage: message,
  showErrorMessage: message,
  showInputBox: (options: { title?: string; prompt?: string; value?: string; password?: boolean; validateInput?: (text: string) => unknown }) => {
    show(options.password === true ? "unseen input" : "input", options.title, options.prompt, options.validateInput?.("[x](command:y)"));
    return Promise.resolve(options.value ?? "");
  },
  showQuickPick: async (items: readonly Item[] | Promise<readonly Item[]>, options: { title?: string; placeHolder?: string; canPickMany?: boolean }) => {
    show("title", options.title, options.placeHolder);
    const list = await items;
    showItems(list);
    return options.canPickMany === true ? list.filter(({ picked }) => picked) : list[0];
  },
  createQuickPick: () => new QuickPick(),
  showOpenDialog: () => Promise.resolve(undefined),
  showSaveDialog: ({ defaultUri }: { readonly defaultUri: unknown }) => Promise.resolve(defaultUri),
  showTextDocument: (document: Document) => {
    tabs.push({ input: new TabInputText(document.uri) });
    // what is to be edited is saved as it is
    if (!person.waits && fileSystems.has(document.uri.scheme)) setTimeout(() => openDocuments.save(document.getText()), 20);
    return Promise.resolve();
  },
  tabGroups: {
    get all() {
      return [{ tabs }];
    },
    onDidChangeTabs: (listener: TabListener) => listening(tabListeners, listener),
    close: (closed: readonly Tab[]) => {
      for (const tab of closed) tabs.splice(tabs.indexOf(tab), 1);
      for (const listener of tabListeners) listener({ closed });
      for (const { input } of closed) for (const listener of closeListeners) listener({ uri: uriIn(input), getText: () => "" });
      return Promise.resolve(true);
    },
  },
  withProgress: (options: { title?: string }, work: (progress: unknown, token: unknown) => unknown) => {
    show("progress", options.title);
    const progress = { report: (part: { message?: string }) => show("progress", part.message) };
    return work(progress, { onCancellationRequested: () => undefined });
  },
};

export const commands = {
  executeCommand: (name: string, ...rest: readonly unknown[]) => {
    if (name === "vscode.diff") tabs.push({ input: new TabInputTextDiff(rest[0], rest[1]) });
    return Promise.resolve();
  },
};

export const env = {
  clipboard: { readText: () => Promise.resolve(""), writeText: () => Promise.resolve() },
  openExternal: (uri: { readonly text: string }) => Promise.resolve(show("external", uri.text)),
};

interface UriParts {
  readonly scheme: string;
  readonly path: string;
}

function uriOf(parts: UriParts): UriParts & { with(other: Partial<UriParts>): unknown; toString(): string } {
  return { ...parts, with: (other) => uriOf({ ...parts, ...other }), toString: () => `${parts.scheme}:${parts.path}` };
}

export const Uri = {
  parse: (text: string) => ({ text }),
  from: uriOf,
  file: (file: string) => ({ fsPath: file }),
  joinPath: (base: { readonly fsPath: string }, name: string) => ({ fsPath: `${base.fsPath}/${name}` }),
};
export const ProgressLocation = { Notification: 15, Window: 10 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  readonly id: string;
  readonly color: ThemeColor | undefined;

  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  description?: string;
  accessibilityInformation?: { readonly label: string };

  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}
