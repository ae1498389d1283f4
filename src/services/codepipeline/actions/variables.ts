import { joined, plural } from "../../../base/text.ts";
import type { Ask } from "../../../host/kinds/ask.ts";
import type { PipelineVariable } from "../model.ts";
import { MOST } from "./plans.ts";

/** Asks for the values of the variables, when a person wants to set them; an empty answer leaves one at its default. */
export async function askVariables(ask: Ask, pipeline: string, variables: readonly PipelineVariable[]): Promise<{ name: string; value: string }[]> {
  if (variables.length === 0) return [];
  const defaults = variables.map(({ name, defaultValue }) => `${name}=${defaultValue ?? ""}`).join(", ");
  const setThem = await ask.pick(`Start ${pipeline}`, "Variables", [
    { label: "Use the defaults", description: defaults, value: false },
    { label: "Set variables…", description: plural(variables.length, "variable"), value: true },
  ]);
  if (!setThem) return [];
  const values: { name: string; value: string }[] = [];
  for (const [index, { name, description, defaultValue = "" }] of variables.entries()) {
    const title = `Start ${pipeline}: variable ${index + 1} of ${variables.length}`;
    const prompt = joined([name, description], ": ");
    const value = await ask.text({ title, prompt, example: defaultValue || "a value", value: defaultValue, max: MOST.variable });
    if (value !== "" && value !== defaultValue) values.push({ name, value });
  }
  return values;
}
