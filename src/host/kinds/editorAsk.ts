import { latest, sleep } from "../../base/async.ts";
import { cancelled, DevOpsError, isCancelled, toDevOpsError } from "../../base/errors.ts";
import { MINUTE } from "../../base/time.ts";
import { copyText } from "../clipboard.ts";
import {
  type Choice as ShownChoice,
  type LivePicker,
  askFile,
  askFolder,
  askText,
  askWhere,
  confirm,
  openConsolePage,
  openDiff,
  openForeignPage,
  openTerminal,
  pick,
  pickLive,
  pickSome,
  tell,
  withProgress,
} from "../dialogs.ts";
import type { Documents } from "../documents.ts";
import { askEdit } from "../editedText.ts";
import { askDocument } from "../openDocument.ts";
import type { Ask, Choice, TextQuestion } from "./ask.ts";

/** A list that arrives is drawn anew at most so often, in milliseconds: who clicks while it is drawn clicks in vain. */
const REDRAW = 250;

/** What was begun goes on meanwhile: so long nobody need see it, in milliseconds. */
const PATIENCE = 5 * MINUTE;

/** Whether a failure says only that one could not look just now: the network, a limit, a sign-in that ran out meanwhile. */
function isPassing(error: unknown): error is DevOpsError {
  return error instanceof DevOpsError && ["offline", "throttled", "unavailable", "expired"].includes(error.kind);
}

/** Asks in the editor, through the one door that makes foreign text harmless. */
export const editorAsk = (documents: Pick<Documents, "add">): Ask => ({
  pick: <T>(title: string, placeholder: string, choices: readonly Choice<T>[] | AsyncIterable<readonly Choice<T>[]>) =>
    Symbol.asyncIterator in choices ? pickArriving(title, placeholder, choices) : pick(choices.map(shown), { title, placeholder }),

  search: pickFound,

  pickMany: (title, placeholder, choices) =>
    pickSome(choices.map((choice) => ({ ...shown(choice), isChosen: choice.isChosen ?? false })), { title, placeholder, stays: true }),

  text: (question) => typed(question, false),

  secret: (question) => typed(question, true),

  async number({ title, prompt, example, value, min, max }) {
    const validate = (text: string) => (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? undefined : `A whole number from ${min} to ${max}`);
    return Number(await askText({ title, prompt, placeholder: example, stays: true, validate, ...(value === undefined ? {} : { value: String(value) }) }));
  },

  async confirm(title, detail, verb) {
    if (!(await confirm({ question: title, detail, verb }))) throw cancelled(title);
  },

  diff: (title, before, after) => openDiff(title, documents.add(before.name, before.text), documents.add(after.name, after.text)),

  edit: (question) => askEdit(question),

  document: (question) => askDocument(question),

  file: async ({ title, verb }) => (await askFile({ title, verb })).fsPath,

  folder: async ({ title, verb }) => (await askFolder({ title, verb })).fsPath,

  saveTo: async ({ title, verb, example }) => (await askWhere({ title, verb, name: example })).fsPath,

  terminal: openTerminal,

  external: (address, context) => openForeignPage(address, context),

  console: (context, path) => openConsolePage(context, path),

  copy: copyText,

  wait: (title, work) => withProgress(title, work),

  until: (title, every, look) =>
    withProgress(title, async (signal, report) => {
      let seenAt = performance.now();
      for (;;) {
        try {
          const found = await look(signal, report);
          if (found !== undefined) return found;
          seenAt = performance.now();
        } catch (error) {
          if (!isPassing(error) || performance.now() - seenAt > PATIENCE) throw error;
          report(`${error.short}: looking again`);
        }
        await sleep(every, signal);
      }
    }),

  async tell(message, offer, kind = "info") {
    return offer === undefined ? (await tell(kind, message), false) : (await tell(kind, message, offer)) === offer;
  },
});

function typed({ title, prompt, example, value, max, ...question }: TextQuestion, secret: boolean): Promise<string> {
  const validate = (text: string) => (max !== undefined && text.length > max ? `At most ${max} characters: these are ${text.length}` : question.check?.(text));
  return askText({ title, prompt, placeholder: example, secret, stays: true, validate, ...(value === undefined ? {} : { value }) });
}

function shown<T>({ id, label, description, detail, icon, value }: Choice<T>): ShownChoice<T> {
  return {
    id: id ?? label,
    label,
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
    ...(icon === undefined ? {} : { icon }),
    value,
  };
}

/** The wait after a keystroke before it is searched, in milliseconds. */
const DEBOUNCE = 200;

/** A picker that searches while one types; an answer to an older text is dropped. */
async function pickFound<T>(title: string, placeholder: string, find: (typed: string, signal: AbortSignal) => Promise<readonly Choice<T>[]>): Promise<T> {
  let abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const run = async (picker: LivePicker<T>) => {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    picker.setBusy(true);
    let found: readonly Choice<T>[] = [];
    let failure: string | undefined;
    try {
      found = await find(picker.typed, signal);
    } catch (error) {
      if (isCancelled(error)) return;
      failure = toDevOpsError(error, title.toLowerCase()).short;
    }
    if (signal.aborted) return;
    // the search was made elsewhere: the editor's own must not hide what it found
    picker.offer(found.map((choice) => ({ ...shown(choice), always: true })));
    const said = failure ?? (found.length === 0 ? "nothing found" : undefined);
    picker.setTitle(said === undefined ? title : `${title}: ${said}`);
    picker.setBusy(false);
  };
  const { value } = await pickLive<T, { readonly value: T }>({
    title,
    placeholder,
    opened: (picker, signal) => {
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        abort.abort();
      });
      void run(picker);
    },
    typed: (picker) => {
      clearTimeout(timer);
      timer = setTimeout(() => void run(picker), DEBOUNCE);
    },
    accepted: (choice) => (choice === undefined ? undefined : { value: choice.value }),
  });
  return value;
}

/** A list as it is now, with what stood in the one before at its place there: nothing moves under a pointer. */
function inPlace<T>(before: readonly Choice<T>[], now: readonly Choice<T>[]): readonly Choice<T>[] {
  const places = new Map(before.map(({ id, label }, index) => [id ?? label, index]));
  const placeOf = ({ id, label }: Choice<T>) => places.get(id ?? label) ?? before.length;
  return now.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** A picker whose list grows, or changes its order, while it is looked at. What the list fails with ends it. */
async function pickArriving<T>(title: string, placeholder: string, choices: AsyncIterable<readonly Choice<T>[]>): Promise<T> {
  const arriving = choices[Symbol.asyncIterator]();
  const first = await arriving.next();
  if (first.done === true) throw new DevOpsError({ kind: "notFound", tried: title.toLowerCase(), why: "there is nothing to choose from" });
  const { value } = await pickLive<T, { readonly value: T }>({
    title,
    placeholder,
    matchMore: true,
    opened: (picker, signal) => {
      let listed = first.value;
      picker.offer(listed.map(shown));
      picker.setBusy(true);
      void (async () => {
        try {
          for await (const next of latest(arriving, REDRAW)) {
            if (signal.aborted) return;
            listed = picker.isUsed ? inPlace(listed, next) : next;
            picker.offer(listed.map(shown));
          }
        } catch (error) {
          // the names are there and can be chosen; how they stand is not known
          if (!isCancelled(error)) picker.setTitle(`${title} (${error instanceof DevOpsError ? error.short : "not all is known"})`);
        } finally {
          if (!signal.aborted) picker.setBusy(false);
        }
      })();
    },
    accepted: (choice) => (choice === undefined ? undefined : { value: choice.value }),
  });
  return value;
}
