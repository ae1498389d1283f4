import { AwsError } from "../wire/errors.ts";

export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

export interface PageRequest {
  readonly nextToken: string | undefined;
  readonly size: number;
  /** What a bad token is answered with. */
  readonly badToken: () => AwsError;
}

/**
 * One page of a list. The token names the last item given, not a number: items that are added or removed meanwhile
 * neither repeat nor hide others.
 * @param key a text that is an item's own for ever.
 */
export function page<T>(items: readonly T[], key: (item: T) => string, request: PageRequest): Page<T> {
  const start = request.nextToken === undefined ? 0 : indexAfter(items, key, request);
  const chunk = items.slice(start, start + request.size);
  const last = chunk.at(-1);
  const more = start + request.size < items.length && last !== undefined;
  return { items: chunk, nextToken: more ? Buffer.from(`after:${key(last)}`).toString("base64url") : undefined };
}

function indexAfter<T>(items: readonly T[], key: (item: T) => string, request: PageRequest): number {
  const text = Buffer.from(request.nextToken ?? "", "base64url").toString();
  const index = text.startsWith("after:") ? items.findIndex((item) => key(item) === text.slice("after:".length)) : -1;
  if (index < 0) {
    throw request.badToken();
  }
  return index + 1;
}

/** A page size that the caller may choose, checked as AWS's validation does. @throws AwsError */
export function pageSize(
  asked: number | undefined,
  member: string,
  limits: { standard: number; most: number },
  code: string,
): number {
  if (asked === undefined) {
    return limits.standard;
  }
  if (asked < 1 || asked > limits.most) {
    const bound = asked < 1 ? "greater than or equal to 1" : `less than or equal to ${limits.most}`;
    const complaint = `Value '${asked}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`;
    throw new AwsError(code, `1 validation error detected: ${complaint}`);
  }
  return asked;
}
