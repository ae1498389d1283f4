import { cancelled } from "../../base/errors.ts";
import type { PlannedChange } from "../../base/plan.ts";
import { type Limits, type Sizes, clamped } from "../../base/sizes.ts";
import type { Ask, ManyChoice } from "./ask.ts";

/** More is not asked for: the services' own limits are far below it. */
const MOST = 100_000;

/** Asks for new limits; a maximum is never below the minimum that was said. @param least of the maximum: none where it is left out */
export async function askLimits(ask: Ask, title: string, now: Limits, least = 0): Promise<Limits> {
  const min = await ask.number({ title, prompt: "At least", example: String(now.min), value: now.min, min: 0, max: MOST });
  const most = Math.max(min, now.max, least);
  const max = await ask.number({ title, prompt: "At most", example: String(most + 1), value: most, min: Math.max(min, least), max: MOST });
  return { min, max };
}

/** Asks how many there are to be within limits, one more than now as example. */
export function askDesired(ask: Ask, title: string, prompt: string, now: number, { min, max }: Limits): Promise<number> {
  const value = clamped(now, { min, max });
  return ask.number({ title, prompt, example: String(clamped(value + 1, { min, max })), value, min, max });
}

/** The lines of a plan: what is said of both, from what to what, or that it stays. */
export function sizeChanges(before: Partial<Sizes>, after: Partial<Sizes>): readonly PlannedChange[] {
  const words = [["Desired capacity", "desired"], ["Minimum", "min"], ["Maximum", "max"]] as const;
  return words.flatMap(([what, side]) => {
    const [was, becomes] = [before[side], after[side]];
    if (was === undefined || becomes === undefined) return [];
    return [was === becomes ? { what, after: `stays ${was}` } : { what, before: String(was), after: String(becomes) }];
  });
}

/** Some of a list, at least one. @throws DevOpsError cancelled, also where none is chosen */
export async function askSome<T>(ask: Ask, title: string, place: string, choices: readonly ManyChoice<T>[]): Promise<readonly T[]> {
  const chosen = await ask.pickMany(title, place, choices);
  if (chosen.length === 0) throw cancelled(`choose ${place.toLowerCase()}`);
  return chosen;
}
