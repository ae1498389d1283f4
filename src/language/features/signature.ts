import type { TemplateDocument } from "../document/templateDocument.ts";
import type { FeatureContext } from "./context.ts";
import { functionAbout } from "./functions.ts";
import { typingAt } from "./typing.ts";

/** A function that somebody is writing the argument of. */
export interface Signature {
  /** `Fn::Join(delimiter, values)`. */
  readonly label: string;
  readonly about: string;
  readonly parameters: readonly { readonly label: string; readonly about: string }[];
  /** Which of the parameters is written. */
  readonly active: number;
}

/** The function around an offset, and which of its parameters stands there. */
export function signature(document: TemplateDocument, offset: number, context: FeatureContext): Signature | undefined {
  const call = typingAt(document, offset, context)?.call;
  const about = call === undefined ? undefined : functionAbout(call.name);
  if (call === undefined || about === undefined) return undefined;
  const parameters = about.parameters.map(({ name, about: text }) => ({ label: name, about: text }));
  const [index] = call.inside;
  const active = about.form === "list" && typeof index === "number" ? Math.min(index, parameters.length - 1) : 0;
  return { label: `${about.name}(${parameters.map(({ label }) => label).join(", ")})`, about: about.about, parameters, active };
}
