import { type PageOf, PageTokens } from "../../../base/pages.ts";
import { containsIgnoringCase } from "../../../base/text.ts";
import { type GroupSearch, type LogGroup, groupSearch } from "../model.ts";

/** The part of the service that a search reads. */
export interface GroupLists {
  groups(search: GroupSearch, token: string | undefined, signal: AbortSignal): Promise<PageOf<LogGroup>>;
}

/** How the search of a token goes on: on the server by a part of the name, or here over all groups. */
const BY_PART = "substring:";
const HERE = "all:";
/** What `logGroupNamePattern` takes (API reference of DescribeLogGroups); it is case-sensitive. */
const PATTERN = /^[.\-_/#A-Za-z0-9]*$/;
/** Pages of 50 that one answer looks through when it compares here: the next one goes on behind them. */
const MOST_PAGES = 20;

/**
 * Searches groups as the user typed it: first on the server, by a prefix or by a part of the name, which is
 * case-sensitive there. Where that finds nothing, all groups are listed and compared here, whatever the case.
 * @param token of the page before; it remembers which search it belongs to
 */
export async function searchGroups(
  lists: GroupLists,
  text: string | undefined,
  token: string | undefined,
  signal: AbortSignal,
): Promise<PageOf<LogGroup>> {
  const search = groupSearch(text);
  if (search === undefined) return lists.groups(undefined, token, signal);
  const part = "substring" in search ? search.substring : search.prefix;
  if (token?.startsWith(HERE)) return compared(lists, part, token.slice(HERE.length), signal);
  if (token?.startsWith(BY_PART)) return byPart(lists, part, token.slice(BY_PART.length), signal);
  if (token !== undefined) return lists.groups(search, token, signal);
  const found = "substring" in search ? await byPart(lists, part, undefined, signal) : await lists.groups(search, undefined, signal);
  if (found.items.length > 0 || found.next !== undefined) return found;
  const asPart = "substring" in search ? found : await byPart(lists, part, undefined, signal);
  return asPart.items.length > 0 || asPart.next !== undefined ? asPart : compared(lists, part, undefined, signal);
}

/** Groups with a text in their names; what an endpoint sends that does not know this search is left out here. */
async function byPart(lists: GroupLists, part: string, token: string | undefined, signal: AbortSignal): Promise<PageOf<LogGroup>> {
  if (!PATTERN.test(part)) return { items: [], next: undefined };
  const { items, next } = await lists.groups({ substring: part }, token, signal);
  return { items: items.filter(({ name }) => name.includes(part)), next: next === undefined ? undefined : BY_PART + next };
}

/** Groups with a text in their names, whatever the case: pages of all groups, until one has some. */
async function compared(lists: GroupLists, part: string, token: string | undefined, signal: AbortSignal): Promise<PageOf<LogGroup>> {
  const tokens = new PageTokens("describe log groups");
  let cursor = token;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next } = await lists.groups(undefined, cursor, signal);
    cursor = tokens.after(next);
    const found = items.filter(({ name }) => containsIgnoringCase(name, part));
    if (found.length > 0 || cursor === undefined) return { items: found, next: cursor === undefined ? undefined : HERE + cursor };
  }
  return { items: [], next: cursor === undefined ? undefined : HERE + cursor };
}
