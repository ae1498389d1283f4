import { repeatedToken } from "../base/pages.ts";
import { operationPhrase } from "../base/text.ts";

/** How answers name the token of the next page, and requests the one that they go on from. */
const NEXT = ["nextToken", "NextToken", "nextPageToken", "NextPageToken", "NextMarker", "nextMarker", "NextContinuationToken"];
const FROM = ["nextToken", "NextToken", "nextPageToken", "NextPageToken", "pageToken", "PageToken", "Marker", "marker", "ContinuationToken"];

/**
 * An answer with the token of its next page as AWS means it: an empty one, with which some servers end a list, is left
 * out. Every answer of every room passes here, so that a page that is asked for by a click cannot go in a circle either.
 * @throws DevOpsError where the answer names the page that was asked for as the next one
 */
export function readPageToken<O extends object>(
  input: object,
  output: O,
  facts: { readonly operation: string; readonly subject?: string | undefined; readonly context: string },
): O {
  const asked = new Map(Object.entries(input));
  for (const name of NEXT) {
    const next: unknown = Reflect.get(output, name);
    if (next === "") Reflect.set(output, name, undefined);
    if (typeof next !== "string" || next === "") continue;
    if (FROM.some((from) => asked.get(from) === next)) {
      throw repeatedToken(operationPhrase(facts.operation), facts.subject === undefined ? facts.context : `${facts.subject}, ${facts.context}`);
    }
  }
  return output;
}
