import { homedir } from "node:os";
import * as vscode from "vscode";
import type { AccountContext } from "../base/context.ts";
import { DisposableStore } from "../base/dispose.ts";
import { cancelled, DevOpsError, isCancelled } from "../base/errors.ts";
import { harmless, harmlessMessage } from "../base/foreignText.ts";
import { consolePage } from "../base/resourceRef.ts";
import type { TerminalCommand } from "./kinds/ask.ts";

// The one door to a person: messages, questions, pickers, progress. Whatever is shown here is made harmless here, since
// the editor makes links that run commands from `[text](command:…)` in messages, prompts and progress, and icons from
// `$(name)` in pickers; so nobody else may call these functions of the editor (test/architecture/dialogs.test.ts).

/** Tells something; resolves to the button that was pressed, undefined where it was closed. */
export async function tell<B extends string>(
  kind: "info" | "warning" | "error",
  message: string,
  ...buttons: readonly B[]
): Promise<B | undefined> {
  const show = { info: vscode.window.showInformationMessage, warning: vscode.window.showWarningMessage, error: vscode.window.showErrorMessage }[kind];
  const shown = buttons.map((button) => harmless(button, "button"));
  const pressed = await show(harmlessMessage(message), ...shown);
  return pressed === undefined ? undefined : buttons[shown.indexOf(pressed)];
}

/** A question that stands in front of everything until it is answered. */
export interface Question {
  readonly question: string;
  /** Plain lines below the question. */
  readonly detail: string;
  /** The button that says yes. */
  readonly verb: string;
}

/** Whether the user agrees. */
export async function confirm({ question, detail, verb }: Question): Promise<boolean> {
  const yes = harmless(verb, "button");
  const options = { modal: true, detail: harmless(detail, "detail") };
  return (await vscode.window.showWarningMessage(harmless(question, "question"), options, yes)) === yes;
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  /** Shown dimmed while nothing is typed: an answer that would be taken. */
  readonly placeholder?: string;
  /** Typed unseen, as a code or a password is. */
  readonly secret?: boolean;
  /** Whether it waits while the user looks elsewhere. */
  readonly stays?: boolean;
  /** What is wrong with what was typed; undefined where nothing is. */
  readonly validate?: (text: string) => string | undefined;
}

/** Asks for a text, which may be empty. @throws DevOpsError cancelled */
export async function askText({ title, prompt, value, placeholder, secret = false, stays = false, validate }: TextQuestion): Promise<string> {
  const text = await vscode.window.showInputBox({
    title: harmless(title, "title"),
    prompt: harmless(prompt, "prompt"),
    password: secret,
    ignoreFocusOut: stays,
    ...(value === undefined ? {} : { value }),
    ...(placeholder === undefined ? {} : { placeHolder: harmless(placeholder, "placeholder") }),
    ...(validate === undefined ? {} : { validateInput: (typed: string) => problemOf(validate(typed)) }),
  });
  if (text === undefined) throw cancelled(title);
  return text;
}

/** What can be chosen, and what it is for whoever asked. */
export interface Choice<T> {
  /** Tells it from the others of a list that is offered anew. */
  readonly id?: string;
  readonly label: string;
  readonly description?: string;
  /** A second line. */
  readonly detail?: string;
  /** A codicon. */
  readonly icon?: string;
  /** A codicon on the right and what it does. */
  readonly button?: { readonly icon: string; readonly tooltip: string };
  /** Shown whatever was typed, where somebody else has searched already. */
  readonly always?: boolean;
  readonly value: T;
}

/** A line between choices, with a word or none. */
export interface Divider {
  readonly divider: string;
}

interface Item<T> extends vscode.QuickPickItem {
  /** Left out for a divider. */
  readonly choice?: Choice<T>;
}

function itemOf<T>(choice: Choice<T> | Divider): Item<T> {
  if ("divider" in choice) return { label: harmless(choice.divider, "item"), kind: vscode.QuickPickItemKind.Separator };
  const { description, detail, icon, button, always } = choice;
  return {
    label: harmless(choice.label, "item"),
    ...(description === undefined ? {} : { description: harmless(description, "item") }),
    ...(detail === undefined ? {} : { detail: harmless(detail, "item") }),
    ...(icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(icon) }),
    ...(button === undefined ? {} : { buttons: [{ iconPath: new vscode.ThemeIcon(button.icon), tooltip: button.tooltip }] }),
    ...(always === undefined ? {} : { alwaysShow: always }),
    choice,
  };
}

/** Names as choices of themselves. */
export function choicesOf(names: readonly string[]): Choice<string>[] {
  return names.map((name) => ({ label: name, value: name }));
}

export interface PickQuestion {
  readonly title: string;
  readonly placeholder: string;
  /** Whether it waits while the user looks elsewhere. */
  readonly stays?: boolean;
}

/** One of a list, which may be on its way. @throws DevOpsError cancelled; notFound for an empty list; whatever the list fails with */
export async function pick<T>(choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>, { title, placeholder, stays = false }: PickQuestion): Promise<T> {
  const items = Promise.resolve(choices).then((list) => {
    // an empty picker would leave one to wait for what does not come
    if (list.length === 0) throw new DevOpsError({ kind: "notFound", tried: title.toLowerCase(), on: placeholder, why: "nothing was found" });
    return list.map(itemOf);
  });
  const options = {
    title: harmless(title, "title"),
    placeHolder: harmless(placeholder, "placeholder"),
    matchOnDescription: true,
    ignoreFocusOut: stays,
  };
  const chosen = await vscode.window.showQuickPick(items, options);
  if (chosen?.choice === undefined) throw cancelled(title);
  return chosen.choice.value;
}

/** Some of a list, in its order. @throws DevOpsError cancelled */
export async function pickSome<T>(
  choices: readonly (Choice<T> & { readonly isChosen: boolean })[],
  { title, placeholder, stays = false }: PickQuestion,
): Promise<readonly T[]> {
  const items = choices.map((choice) => ({ ...itemOf(choice), picked: choice.isChosen }));
  const options = { title: harmless(title, "title"), placeHolder: harmless(placeholder, "placeholder"), matchOnDescription: true, ignoreFocusOut: stays };
  const chosen = await vscode.window.showQuickPick(items, { ...options, canPickMany: true });
  if (chosen === undefined) throw cancelled(title);
  return chosen.flatMap(({ choice }) => (choice === undefined ? [] : [choice.value]));
}

/** A picker that is open: what it offers follows what is typed. */
export interface LivePicker<T> {
  readonly typed: string;
  /** Whether somebody has typed or moved in it: then what is offered stays where it stands. */
  readonly isUsed: boolean;
  offer(choices: readonly (Choice<T> | Divider)[]): void;
  setTitle(title: string): void;
  setBusy(busy: boolean): void;
}

export interface LiveQuestion<T, R> {
  readonly title: string;
  readonly placeholder: string;
  readonly value?: string;
  /** Whether what is typed is looked for in descriptions and details, too. */
  readonly matchMore?: boolean;
  /** Called once it is open. The signal aborts when it is closed. */
  opened(picker: LivePicker<T>, signal: AbortSignal): void;
  typed?(picker: LivePicker<T>): void;
  /** What Enter means; undefined leaves the picker open. @throws DevOpsError where what was typed cannot be taken */
  accepted(choice: Choice<T> | undefined, typed: string): R | undefined;
  /** What the button of a choice means. */
  pressed?(choice: Choice<T>): R;
}

/** Asks with a picker that changes while one types. @throws DevOpsError cancelled; what `accepted` throws */
export function pickLive<T, R>(question: LiveQuestion<T, R>): Promise<R> {
  return new Promise((resolve, reject) => {
    const owned = new DisposableStore();
    const abort = new AbortController();
    const quick = owned.add(vscode.window.createQuickPick<Item<T>>());
    quick.title = harmless(question.title, "title");
    quick.placeholder = harmless(question.placeholder, "placeholder");
    quick.matchOnDescription = question.matchMore ?? false;
    quick.matchOnDetail = question.matchMore ?? false;
    if (question.value !== undefined) quick.value = question.value;
    let isUsed = false;
    let top: Item<T> | undefined;
    const picker: LivePicker<T> = {
      get typed() {
        return quick.value;
      },
      get isUsed() {
        return isUsed;
      },
      offer: (choices) => {
        const id = isUsed ? quick.activeItems[0]?.choice?.id : undefined;
        quick.keepScrollPosition = isUsed;
        quick.items = choices.map(itemOf);
        [top] = quick.items;
        const same = id === undefined ? undefined : quick.items.find(({ choice }) => choice?.id === id);
        if (same !== undefined) quick.activeItems = [same];
      },
      setTitle: (title) => {
        quick.title = harmless(title, "title");
      },
      setBusy: (busy) => {
        quick.busy = busy;
      },
    };
    owned.add(
      quick.onDidChangeValue(() => {
        isUsed = true;
        question.typed?.(picker);
      }),
    );
    owned.add(
      quick.onDidChangeActive(([active]) => {
        // the editor itself goes to the first of a list that it shows
        if (active !== undefined && active !== top) isUsed = true;
      }),
    );
    owned.add(
      quick.onDidAccept(() => {
        try {
          const result = question.accepted(quick.selectedItems[0]?.choice, quick.value);
          if (result === undefined) return;
          resolve(result);
        } catch (error) {
          reject(error);
        }
        quick.hide();
      }),
    );
    owned.add(
      quick.onDidTriggerItemButton(({ item }) => {
        if (item.choice === undefined || question.pressed === undefined) return;
        resolve(question.pressed(item.choice));
        quick.hide();
      }),
    );
    owned.add(
      quick.onDidHide(() => {
        abort.abort();
        owned.dispose();
        reject(cancelled(question.title));
      }),
    );
    question.opened(picker, abort.signal);
    quick.show();
  });
}

/** Tells what is under way, and how far it is. */
export type Report = (message: string) => void;

/** Shows that something takes time, with a way to give it up. @throws whatever `work` throws */
export async function withProgress<T>(title: string, work: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: harmless(title, "progress"), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return work(abort.signal, (message) => progress.report({ message: harmless(message, "progress") }));
  });
}

/** Shows that something takes time, where it does not disturb: in the status bar, or over a view. */
export async function withQuietProgress<T>(title: string, work: () => Promise<T>, viewId?: string): Promise<T> {
  const location = viewId === undefined ? vscode.ProgressLocation.Window : { viewId };
  return vscode.window.withProgress({ location, title: harmless(title, "progress") }, () => work());
}

export interface FolderQuestion {
  readonly title: string;
  readonly verb: string;
  /** What is suggested; without it the editor's own choice. */
  readonly start?: vscode.Uri;
}

/** Asks for a folder. @throws DevOpsError cancelled */
export async function askFolder({ title, verb, start }: FolderQuestion): Promise<vscode.Uri> {
  const options = {
    title: harmless(title, "title"),
    openLabel: verb,
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start === undefined ? {} : { defaultUri: start }),
  };
  const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
  if (folder === undefined) throw cancelled(title);
  return folder;
}

/** Asks for a file that there is. @throws DevOpsError cancelled */
export async function askFile({ title, verb }: Omit<FolderQuestion, "start">): Promise<vscode.Uri> {
  const [file] = (await vscode.window.showOpenDialog({ title: harmless(title, "title"), openLabel: verb })) ?? [];
  if (file === undefined) throw cancelled(title);
  return file;
}

/** Asks where a file is to be written. @param name what is suggested @throws DevOpsError cancelled */
export async function askWhere({ title, verb, name }: { readonly title: string; readonly verb: string; readonly name: string }): Promise<vscode.Uri> {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  const plain = harmless(name, "fileName").replaceAll("/", "-");
  const start = vscode.Uri.joinPath(first?.uri ?? vscode.Uri.file(homedir()), plain);
  const file = await vscode.window.showSaveDialog({ title: harmless(title, "title"), saveLabel: verb, defaultUri: start });
  if (file === undefined) throw cancelled(title);
  return file;
}

/** Shows two documents side by side. */
export async function openDiff(title: string, before: vscode.Uri, after: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand("vscode.diff", before, after, harmless(title, "title"));
}

/** Runs a program in a terminal of its own, without a shell. A task, since what it said stays there once it has ended. */
export async function openTerminal({ title, program, args, folder, env = {} }: TerminalCommand): Promise<void> {
  const execution = new vscode.ProcessExecution(program, [...args], { env: { ...env }, ...(folder === undefined ? {} : { cwd: folder }) });
  const place = folder === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
  const task = new vscode.Task({ type: "process" }, place ?? vscode.TaskScope.Workspace, harmless(title, "title"), "AWS", execution);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated };
  await vscode.tasks.executeTask(task);
}

/**
 * Opens a page of the console. @param path without host and region
 * @throws DevOpsError unsupported where the account is simulated: the console would show another one, or none
 */
export async function openConsolePage(context: AccountContext, path: string): Promise<void> {
  if (context.origin === "simulated") {
    const remedy = "Everything that it has is in the views here.";
    throw new DevOpsError({ kind: "unsupported", tried: "open the console", why: "the account is simulated, so AWS's console does not know it", remedy });
  }
  await vscode.env.openExternal(vscode.Uri.parse(consolePage(context.region, path), true));
}

/**
 * Opens a page whose address somebody in the account wrote, once the user has seen where it leads. Nothing but https is
 * opened; http of this machine where the account is simulated.
 * @throws DevOpsError cancelled, or invalid for any other address
 */
export async function openForeignPage(address: string, context: AccountContext): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isAllowed = url?.protocol === "https:" || (url?.protocol === "http:" && context.origin === "simulated" && isLoopback(url.hostname));
  if (url === undefined || !isAllowed) {
    throw new DevOpsError({ kind: "invalid", tried: "open the page", on: address, why: "only https addresses are opened" });
  }
  // the host as the browser takes it: look-alike letters stand there as xn--…
  const user = url.username === "" ? "" : "\nIt carries a user name.";
  const detail = `Host: ${url.host}${user}\n\n${url.href}\n\nThe address comes from the account ${context.profile}: whoever may change things there can have chosen it.`;
  if (!(await confirm({ question: `Open a page of ${url.host}?`, detail, verb: "Open" }))) throw cancelled("open the page");
  await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** For questions whose being given up is an answer, too. @throws whatever is no cancelling */
export function nothingIfCancelled(error: unknown): undefined {
  if (isCancelled(error)) return undefined;
  throw error;
}

function problemOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : harmless(text, "prompt");
}
