/** What a key does to the cursor of a list. */
export type ListMove = "up" | "down" | "pageUp" | "pageDown" | "first" | "last";

const MOVES: Readonly<Record<string, ListMove>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "pageUp",
  PageDown: "pageDown",
  Home: "first",
  End: "last",
};

/** The move of a key; Shift extends the selection, other modifiers belong to others. */
export function moveOf(event: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey">): ListMove | undefined {
  return event.altKey || event.ctrlKey || event.metaKey ? undefined : MOVES[event.key];
}

/** Where a move leads from a row; may lie outside of the list. `page`: rows that fit. */
export function targetOf(move: ListMove, index: number, page: number, count: number): number {
  switch (move) {
    case "up":
      return index - 1;
    case "down":
      return index + 1;
    case "pageUp":
      return index - page;
    case "pageDown":
      return index + page;
    case "first":
      return 0;
    case "last":
      return count - 1;
  }
}
