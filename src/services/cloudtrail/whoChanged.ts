import { type AccountContext, contextLabel } from "../../base/context.ts";
import type { ChangedThing } from "../../base/contracts.ts";
import { jsonText } from "../../base/jsonText.ts";
import { PageTokens } from "../../base/pages.ts";
import { partitionOfRegion } from "../../base/partitions.ts";
import { formatArn } from "../../base/resourceRef.ts";
import { formatAgo } from "../../base/time.ts";
import type { Tools } from "../../host/kinds/ask.ts";
import type { CloudTrailApi } from "./api.ts";
import { eventChoices, ownText } from "./choices.ts";
import { type TrailEvent, errorText, isGlobal, isOfService, recordedNames } from "./model.ts";

/** So many pages of a name are read before somebody is asked whether to go on: much is read, and little is changed. */
const PAGES = 4;

/** Where the search for a name stands. */
interface Search {
  readonly name: string;
  readonly tokens: PageTokens;
  cursor: string | undefined;
  isDone: boolean;
}

/** What was found by now, and what is looked for. */
interface Findings {
  readonly found: Map<string, TrailEvent>;
  readonly isMeant: (event: TrailEvent) => boolean;
}

/** Where the global services of a partition record; left out: in its home. */
const GLOBAL_HOMES: Readonly<Record<string, string>> = { "aws-cn": "cn-north-1" };

/** The context in whose region the changes of a thing are recorded. */
function recordedIn({ ref }: ChangedThing, context: AccountContext): AccountContext {
  if (ref === undefined || !isGlobal(ref)) return context;
  const { id, home } = partitionOfRegion(context.region);
  return { ...context, region: GLOBAL_HOMES[id] ?? home };
}

/**
 * Shows who changed something in the last 90 days, and the event that is chosen.
 * @param apiOf the event history of a context
 */
export async function whoChanged(
  thing: ChangedThing,
  at: AccountContext,
  apiOf: (context: AccountContext) => Promise<CloudTrailApi>,
  { ask, show }: Tools,
): Promise<void> {
  const context = recordedIn(thing, at);
  const names = recordedNames(thing, thing.ref && formatArn(thing.ref));
  const title = `Who changed ${thing.name}?`;
  const searches = names.map((name): Search => ({ name, tokens: new PageTokens(`read the events of ${name}`), cursor: undefined, isDone: false }));
  const found = new Map<string, TrailEvent>();
  for (;;) {
    const api = await apiOf(context);
    await ask.wait(title, (signal) => look(api, searches, { found, isMeant: (event) => !event.isRead && isOfService(event, thing.ref) }, signal));
    const isMore = searches.some(({ isDone }) => !isDone);
    const changes = [...found.values()].toSorted((a, b) => b.at - a.at);
    const event = changes.length === 0 ? await nothing(thing, names, isMore, ask) : await ask.pick(title, contextLabel(context), choices(changes, isMore));
    if (event === "stop") return;
    if (event !== "further") {
      await show(`${event.name}.json`, `${jsonText(event.json)}\n`);
      return;
    }
  }
}

/** Reads on, for each name until a change is found: a page of each at least. */
async function look(api: CloudTrailApi, searches: readonly Search[], { found, isMeant }: Findings, signal: AbortSignal): Promise<void> {
  const before = found.size;
  for (let page = 0; page < PAGES && (page === 0 || found.size === before); page += 1) {
    for (const search of searches.filter(({ isDone }) => !isDone)) {
      const query = { attribute: { key: "ResourceName", value: search.name }, from: undefined, to: undefined, fits: isMeant } as const;
      const { items, next } = await api.lookup(query, search.cursor, signal);
      for (const event of items) found.set(event.id, event);
      search.cursor = search.tokens.after(next);
      search.isDone = search.cursor === undefined;
    }
  }
}

function choices(changes: readonly TrailEvent[], isMore: boolean) {
  const now = Date.now();
  const tell = (event: TrailEvent) => ({
    label: event.user,
    facts: [errorText(event), event.name, formatAgo(event.at, now), ownText(event), event.role && `as ${event.role}`],
  });
  return eventChoices(changes, tell, isMore ? "there are older events" : undefined);
}

/** Says that nothing was found, and what was looked at: not all that happens is an event. */
async function nothing(thing: ChangedThing, names: readonly string[], isMore: boolean, ask: Tools["ask"]): Promise<"further" | "stop"> {
  const looked = `Looked for ${names.join(", ")}.`;
  if (isMore) {
    const message = `No change of ${thing.name} among its latest events, which were all reads. ${looked}`;
    return (await ask.tell(message, "Look further back")) ? "further" : "stop";
  }
  await ask.tell(`Nobody changed ${thing.name} in 90 days, as far as CloudTrail tells: it has management events alone, some 15 minutes late. ${looked}`);
  return "stop";
}
