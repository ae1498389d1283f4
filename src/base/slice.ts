/** A page of ours out of the API's: a cursor is the API's token and the place within its page. */
export async function sliceOf(
  cursor: string | undefined,
  size: number,
  list: (token: string | undefined) => Promise<{ readonly items: readonly string[]; readonly next: string | undefined }>,
): Promise<{ readonly items: readonly string[]; readonly next: string | undefined }> {
  const [token, offset] = readCursor(cursor);
  const { items, next } = await list(token);
  const end = offset + size;
  const rest = end < items.length ? writeCursor(token, end) : next === undefined ? undefined : writeCursor(next, 0);
  return { items: items.slice(offset, end), next: rest };
}

function writeCursor(token: string | undefined, offset: number): string {
  return JSON.stringify([token ?? null, offset]);
}

function readCursor(cursor: string | undefined): [string | undefined, number] {
  if (cursor === undefined) return [undefined, 0];
  const [token, offset] = JSON.parse(cursor) as [string | null, number];
  return [token ?? undefined, offset];
}
