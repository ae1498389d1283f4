import type { ResourceRef } from "../../base/resourceRef.ts";
import type { ResourceType } from "../../base/resourceTypes.ts";
import type { AccountContext } from "../../base/context.ts";
import type { Named } from "./kind.ts";
import type { FoundUsers, ImageName, LogLocation, TimeSpan, ToldMoment, TraceLocation } from "../../base/contracts.ts";

/** One of a list. */
export interface Choice<T> {
  readonly label: string;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  /** A codicon. */
  readonly icon?: string | undefined;
  /** Tells one from the others where a list arrives bit by bit; its label where it is left out. */
  readonly id?: string;
  readonly value: T;
}

/** What a box asks. `example` is an answer that is taken: tests give it, and the box shows it dimmed. */
export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly example: string;
}

/** A text that is asked for. */
export interface TextQuestion extends Question {
  readonly value?: string;
  /** Characters at most: the service's own limit, so that a box refuses what the service would. */
  readonly max?: number;
  /** Why a text is not taken; undefined: it is. */
  check?(text: string): string | undefined;
}

/** One of a list of which several can be chosen. */
export interface ManyChoice<T> extends Choice<T> {
  /** Chosen at first. */
  readonly isChosen?: boolean;
}

/** What is asked of a file or a folder of this machine. `example` is a file's name: tests make one of it. */
export interface PathQuestion {
  readonly title: string;
  /** The dialog's button. */
  readonly verb: string;
  readonly example: string;
}

/** A text that is edited in a document. */
export interface EditQuestion {
  /** Its ending decides the language. */
  readonly name: string;
  readonly text: string;
  readonly example: string;
  /** Whether it is edited beside the text as it was. */
  readonly isCompared?: boolean;
  /** Why a text is not taken, said where it is saved; undefined: it is. */
  check?(text: string): string | undefined;
}

/** A text that stood or stands, under a name whose ending decides the language. */
export interface Side {
  readonly name: string;
  readonly text: string;
}

/** A document that is wanted of those that a person has open, first the one in the active editor. */
export interface DocumentQuestion {
  readonly title: string;
  /** What it is: `template`. */
  readonly noun: string;
  /** A document that is taken: tests have it open. */
  readonly example: Side;
  /** Whether a text is one. */
  readonly fits: (text: string) => boolean;
}

/** A document that is open, and the files of its folder. */
export interface OpenDocument extends Side {
  /** The names of files beside it, and of documents that are open, that end so. */
  beside(ending: string): Promise<readonly string[]>;
  /** The text of one of these. @throws DevOpsError where it cannot be read */
  read(name: string): Promise<string>;
}

/** A program in a terminal: run as it is, without a shell, so that no argument can be more than one. */
export interface TerminalCommand {
  readonly title: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Where it runs; left out: where the editor's terminals do. */
  readonly folder?: string;
  /** Beside what the editor's terminals have. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Everything that a room may want of a person or of the editor around it. The editor's own is in `editorAsk.ts`; in tests
 * a script answers. Whatever is given up throws DevOpsError of kind cancelled.
 */
export interface Ask {
  /** One of a list; a list may grow, and change its order until somebody has typed or moved in it. */
  pick<T>(title: string, place: string, choices: readonly Choice<T>[] | AsyncIterable<readonly Choice<T>[]>): Promise<T>;
  /** One of a list that is too long to be shown: what the service finds, as it is typed. */
  search<T>(title: string, place: string, find: (typed: string, signal: AbortSignal) => Promise<readonly Choice<T>[]>): Promise<T>;
  /** Some of a list, in its order; none is an answer, too. */
  pickMany<T>(title: string, place: string, choices: readonly ManyChoice<T>[]): Promise<readonly T[]>;
  text(question: TextQuestion): Promise<string>;
  /** A text that is typed unseen, and kept nowhere. */
  secret(question: TextQuestion): Promise<string>;
  number(question: Question & { readonly value?: number; readonly min: number; readonly max: number }): Promise<number>;
  /** A choice without a plan, of what is read and not written. */
  confirm(title: string, detail: string, verb: string): Promise<void>;
  /** Shows two texts side by side; what is asked next is asked over them. */
  diff(title: string, before: Side, after: Side): Promise<void>;
  /** A text as a person saves it; closing the document gives it up. It stands in memory alone. */
  edit(question: EditQuestion): Promise<string>;
  /** A document that is open, as it stands in its editor, saved or not. @throws DevOpsError notFound where none fits */
  document(question: DocumentQuestion): Promise<OpenDocument>;
  /** The path of a file that there is. */
  file(question: PathQuestion): Promise<string>;
  folder(question: PathQuestion): Promise<string>;
  /** The path of a file that is to be written; the dialog has asked whether one that there is may be replaced. */
  saveTo(question: PathQuestion): Promise<string>;
  terminal(command: TerminalCommand): Promise<void>;
  /** A page whose address somebody in the account wrote: its host is shown before, and only https is opened. */
  external(address: string, context: AccountContext): Promise<void>;
  /** A page of the console. @param path without host and region */
  console(context: AccountContext, path: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** Shows that something is waited for, and lets a person give up. */
  wait<T>(title: string, work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>): Promise<T>;
  /**
   * Looks again and again until there is something, and shows that it is waited for; a person can give it up. A look that fails
   * for the network, a limit or a sign-in that ran out is made again for five minutes: what is waited for goes on.
   * @param every milliseconds between two looks
   */
  until<T>(title: string, every: number, look: (signal: AbortSignal, report: (message: string) => void) => Promise<T | undefined>): Promise<T>;
  /** Tells something, or what went wrong, with at most one offer; whether the offer was taken. */
  tell(message: string, offer?: string, kind?: "info" | "warning"): Promise<boolean>;
}

/** What an action may use beside its target. */
export interface Tools {
  readonly ask: Ask;
  /** Shows a text, read-only, under a name whose ending decides the language. */
  readonly show: (name: string, text: string) => Promise<void>;
  /** Shows a file's bytes, read-only, under a name whose ending decides what with: a picture, too. */
  readonly showFile: (name: string, bytes: Uint8Array) => Promise<void>;
  /** Shows what is secret, read-only, for 30 seconds: its document is closed then, and nothing keeps it. */
  readonly showSecret: (name: string, text: string) => Promise<void>;
  /** Opens a resource's log, at a time or at its end, waited for where it is about to exist. @throws DevOpsError where it has none */
  readonly openLog: (ref: ResourceRef | undefined, context: AccountContext, title: string, span?: TimeSpan) => Promise<void>;
  /** Shows what was changed in the context's region before something happened, and who did it. */
  readonly changesBefore: (moment: ToldMoment, context: AccountContext) => Promise<void>;
  /** Opens a log at a known place. */
  readonly showLog: (location: LogLocation) => Promise<void>;
  readonly openTrace: (location: TraceLocation) => Promise<void>;
  /** The context in which a resource can be read that was named in another one. @throws DevOpsError where none is pinned */
  readonly contextOf: (ref: ResourceRef, found: AccountContext) => Promise<AccountContext>;
  /** Shows a resource where a room has a view for it. @throws DevOpsError where none has, or where there is no resource */
  readonly open: (ref: ResourceRef | undefined, context: AccountContext) => Promise<void>;
  /** What the rooms tell of a CloudFormation type's resources: their ARN and their console page; undefined where none knows it. */
  readonly typeOf: (type: string) => ResourceType | undefined;
  /** What of all services runs an image, in the context's region. */
  readonly imageUsers: (image: ImageName, context: AccountContext, signal: AbortSignal) => Promise<FoundUsers>;
  /** What of all services takes its sources through a connection, in the context's region. */
  readonly connectionUsers: (connection: ResourceRef, context: AccountContext, signal: AbortSignal) => Promise<FoundUsers>;
  /** Shows an item of this room below the one of a row's id, as it stands now. @throws DevOpsError where it is not there */
  readonly reveal: (below: string, kind: Named<never>, key: string) => Promise<void>;
  /** Looks again at the row of an id, and at what stands right below it. */
  readonly again: (id: string) => Promise<void>;
  /** What of all services acts as a role, by its ARN, in the context's region. */
  readonly roleUsers: (role: string, context: AccountContext, signal: AbortSignal) => Promise<FoundUsers>;
  /** Shows a stack by its name, or a resource of it. */
  readonly openStackResource: (stack: string, logicalId: string | undefined, context: AccountContext) => Promise<void>;
  /** Shows what in the open folders a resource of a stack comes from. @throws DevOpsError where nothing tells that */
  readonly openOrigin: (stack: string, logicalId: string, context: AccountContext) => Promise<void>;
  /** Whether a room has a view for the resource. */
  readonly canOpen: (ref: ResourceRef) => boolean;
  /** For the extension's log; never a value that is asked for. */
  readonly note: (line: string) => void;
}
