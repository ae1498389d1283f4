import type { Finding } from "./finding.ts";
import { isRemembered, nearest } from "./nearest.ts";

/** A finding as it is told: what is wrong and, behind it, what was most likely meant. */
export function messageOf({ message, meant }: Finding): string {
  const found = meant === undefined ? undefined : nearest(meant);
  return found === undefined ? message : `${message} Did you mean "${found}"?`;
}

/**
 * Findings as they are told, of which so many are searched for what was meant: a text can have hundreds of wrong words, and
 * nobody waits for all of them. Those whose words are remembered from before are told in full.
 */
export class Messages {
  #left: number;

  constructor(searches: number) {
    this.#left = searches;
  }

  of(finding: Finding): string {
    const { meant, message } = finding;
    if (meant !== undefined && !isRemembered(meant)) {
      if (this.#left <= 0) return message;
      this.#left -= 1;
    }
    return messageOf(finding);
  }
}
