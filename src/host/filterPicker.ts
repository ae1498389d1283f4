import { type Choice, type Divider, pickLive } from "./dialogs.ts";
import type { FilterExample } from "../base/manifest.ts";

/** The text of the filter; undefined where it is what stands in the field. */
type FilterChoice = Choice<string | undefined>;

/**
 * Asks for a filter that is written in a language of its own: typed, or one used lately, or an example. The empty text
 * stands for no filter. @throws DevOpsError cancelled
 */
export function pickFilter(
  ask: { readonly title: string; readonly prompt: string; readonly value: string },
  recent: readonly string[],
  examples: readonly FilterExample[],
): Promise<string> {
  const choices = (typed: string) => [
    typedChoice(typed),
    ...group("used lately", recent.map((text) => choice(text, ""))),
    ...group("examples", examples.map(({ text, about }) => choice(text, about))),
  ];
  return pickLive<string | undefined, string>({
    title: ask.title,
    placeholder: ask.prompt,
    value: ask.value,
    opened: (picker) => picker.offer(choices(picker.typed)),
    typed: (picker) => picker.offer(choices(picker.typed)),
    // the row of what is typed may be a keystroke behind: what stands in the field counts
    accepted: (chosen, typed) => chosen?.value ?? typed.trim(),
  });
}

/** What was typed stands first, so that Enter takes it. */
function typedChoice(value: string): FilterChoice {
  const text = value.trim();
  if (text === "") return { label: "Show all", always: true, icon: "clear-all", value: undefined };
  return { label: text, description: "filter by this", always: true, icon: "filter", value: undefined };
}

function choice(text: string, about: string): FilterChoice {
  return { label: text, description: about, always: true, value: text };
}

function group(divider: string, choices: readonly FilterChoice[]): (FilterChoice | Divider)[] {
  return choices.length === 0 ? [] : [{ divider }, ...choices];
}
