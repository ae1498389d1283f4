import { type VirtualList, drag } from "../../../webkit/virtualList.ts";

/**
 * Selects rows with the pointer: a press selects one, with Shift all up to it, a drag over several selects them and
 * scrolls at the edges. Within one row the browser selects text.
 */
export function selectByPointer(list: VirtualList, select: (index: number, extend: boolean) => void): void {
  const { viewport } = list;
  drag(viewport, (event) => {
    if (event.pointerType === "touch" || list.count === 0 || event.target === viewport) return undefined;
    const first = list.positionAt(event.clientY);
    select(first, event.shiftKey);
    if (event.shiftKey) event.preventDefault();
    let frame = 0;
    return {
      move: ({ clientY, buttons }) => {
        const index = list.positionAt(clientY);
        if (buttons === 0 || (index === first && !viewport.classList.contains("selecting"))) return;
        viewport.classList.add("selecting");
        window.getSelection()?.removeAllRanges();
        select(index, true);
        cancelAnimationFrame(frame);
        const beyond = beyondEdge(viewport, clientY);
        const scroll = () => {
          list.scrollBy(beyond / 2);
          select(list.positionAt(clientY), true);
          frame = requestAnimationFrame(scroll);
        };
        if (beyond !== 0) scroll();
      },
      end: () => {
        cancelAnimationFrame(frame);
        viewport.classList.remove("selecting");
      },
    };
  });
}

/** Pixels above (negative) or below an element; 0 beside it. */
function beyondEdge(element: HTMLElement, clientY: number): number {
  const { top, bottom } = element.getBoundingClientRect();
  if (clientY < top) return clientY - top;
  return clientY > bottom ? clientY - bottom : 0;
}
