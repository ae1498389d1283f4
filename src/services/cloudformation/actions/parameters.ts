import { joined } from "../../../base/text.ts";
import type { Ask, Choice, OpenDocument } from "../../../host/kinds/ask.ts";
import type { Stack } from "../model.ts";
import { type DeclaredParameter, type GivenParameter, givenByFile, problemOf } from "../model/parameters.ts";

/** How files with parameters are called that stand beside a template. */
export const PARAMETERS_ENDING = ".params.json";

type Way = { readonly kind: "before" } | { readonly kind: "file"; readonly name: string } | { readonly kind: "each" };

/**
 * Values for the parameters of a template: as before, of a file beside it, or asked for one by one.
 * @param stack whole, with its own parameters
 */
export async function askParameters(ask: Ask, document: OpenDocument, declared: readonly DeclaredParameter[], stack: Stack): Promise<readonly GivenParameter[]> {
  if (declared.length === 0) return [];
  const known = new Map(stack.parameters.map(({ name, value }) => [name, value]));
  const kept = declared.flatMap(({ name }): GivenParameter[] => (known.has(name) ? [{ name, value: undefined }] : []));
  const way = await askWay(ask, document, declared, stack, kept.length);
  if (way.kind === "before") return kept;
  if (way.kind === "file") return givenByFile(way.name, await document.read(way.name), declared, new Set(known.keys()));
  const given: GivenParameter[] = [];
  for (const parameter of declared) given.push(await askParameter(ask, stack.name, parameter, known.get(parameter.name)));
  return given;
}

async function askWay(ask: Ask, document: OpenDocument, declared: readonly DeclaredParameter[], stack: Stack, kept: number): Promise<Way> {
  const files = await document.beside(PARAMETERS_ENDING);
  const isEnough = declared.every(({ name, standard }) => standard !== undefined || stack.parameters.some((one) => one.name === name));
  const all: readonly Choice<Way>[] = [
    ...(isEnough ? [{ label: kept > 0 ? "As before" : "As the template has them", description: newOnes(declared.length - kept, kept), value: { kind: "before" as const } }] : []),
    ...files.map((name) => ({ label: name, description: "the values of this file", value: { kind: "file" as const, name } })),
    { label: "Ask for each", description: declared.map(({ name }) => name).join(", "), value: { kind: "each" } },
  ];
  const [only, ...others] = all;
  return only !== undefined && others.length === 0 ? only.value : ask.pick(`Change set for ${stack.name}`, "Parameters", all);
}

function newOnes(count: number, kept: number): string | undefined {
  return kept === 0 || count === 0 ? undefined : `new ones as the template has them: ${count}`;
}

/** @param before what the stack has; asterisks where the service does not tell it */
async function askParameter(ask: Ask, stack: string, parameter: DeclaredParameter, before: string | undefined): Promise<GivenParameter> {
  const { name, type, description, allowed, isHidden, standard } = parameter;
  const title = `Change set for ${stack}: ${name}`;
  const prompt = joined([type, description], ": ");
  if (isHidden) {
    const isKept = before !== undefined;
    const check = (typed: string) => (isKept && typed === "" ? undefined : problemOf(parameter, typed));
    const typed = await ask.secret({ title, prompt: isKept ? `${prompt} (empty: as it is)` : prompt, example: isKept ? "" : "what nobody knows", check });
    return { name, value: isKept && typed === "" ? undefined : typed };
  }
  const usual = before ?? standard;
  const value = allowed.length > 0 ? await ask.pick(title, prompt, allowedChoices(allowed, usual)) : await ask.text(textQuestion(parameter, title, prompt, usual));
  return { name, value: value === before ? undefined : value };
}

function allowedChoices(allowed: readonly string[], usual: string | undefined): readonly Choice<string>[] {
  const sorted = allowed.toSorted((a, b) => Number(b === usual) - Number(a === usual));
  return sorted.map((value) => ({ label: value, description: value === usual ? "as it is" : undefined, value }));
}

function textQuestion(parameter: DeclaredParameter, title: string, prompt: string, usual: string | undefined) {
  const example = usual ?? (/Number/.test(parameter.type) ? "1" : "value");
  return { title, prompt, example, value: usual ?? "", check: (typed: string) => problemOf(parameter, typed) };
}
