import { AwsError } from "../../wire/errors.ts";
import type { TemplateValue } from "./blueprint.ts";
import { isMap } from "./readTemplate.ts";
import type { DeclaredResource, Template } from "./readTemplate.ts";

/**
 * The resources of a template, each after those that it needs; else in the template's order.
 * @throws AwsError ValidationError for a circle, and for what refers to nothing
 */
export function inOrder(template: Template, isThere: (one: DeclaredResource) => boolean): DeclaredResource[] {
  const done = new Map<string, DeclaredResource>();
  const under: string[] = [];
  const visit = (one: DeclaredResource): void => {
    if (done.has(one.logicalId)) {
      return;
    }
    if (under.includes(one.logicalId)) {
      const circle = under.slice(under.indexOf(one.logicalId));
      throw new AwsError("ValidationError", `Circular dependency between resources: [${circle.join(", ")}]`);
    }
    under.push(one.logicalId);
    for (const name of needs(template, one)) {
      const needed = template.resources.get(name);
      if (needed !== undefined && isThere(needed)) {
        visit(needed);
      }
    }
    under.pop();
    done.set(one.logicalId, one);
  };
  for (const one of template.resources.values()) {
    if (isThere(one)) {
      visit(one);
    }
  }
  return [...done.values()];
}

/** What each resource refers to: a stack is planned many times and its template rarely changes. */
const read = new WeakMap<DeclaredResource, readonly string[]>();

function referredBy(resource: DeclaredResource): readonly string[] {
  const known = read.get(resource) ?? referred(resource.properties);
  read.set(resource, known);
  return known;
}

/** Names that a template refers to and that are nothing in it. */
export function unresolvedNames(template: Template): string[] {
  const names = [...template.resources.values()].flatMap((one) => referredBy(one));
  const known = (name: string) => template.resources.has(name) || template.parameters.has(name) || name.startsWith("AWS::");
  return [...new Set(names)].filter((name) => !known(name));
}

/** What a template's resources and outputs import, as it says the names of the exports. */
export function importsOf(template: Template): TemplateValue[] {
  const names: TemplateValue[] = [];
  const walk = (value: TemplateValue): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
    } else if (isMap(value)) {
      const name = value["Fn::ImportValue"];
      if (name !== undefined) {
        names.push(name);
      }
      Object.values(value).forEach(walk);
    }
  };
  for (const { properties } of template.resources.values()) {
    walk(properties);
  }
  for (const output of template.outputs.values()) {
    walk(output);
  }
  return names;
}

/** The logical ids that a resource refers to or waits for; none where the template has no such resource. */
export function needsOf(template: Template, logicalId: string): string[] {
  const one = template.resources.get(logicalId);
  return one === undefined ? [] : needs(template, one);
}

function needs(template: Template, resource: DeclaredResource): string[] {
  const { logicalId, dependsOn } = resource;
  const stray = dependsOn.find((name) => !template.resources.has(name));
  if (stray !== undefined) {
    const message = `Template format error: Unresolved resource dependencies [${stray}] in the Resources block of the template`;
    throw new AwsError("ValidationError", message);
  }
  return [...dependsOn, ...referredBy(resource)].filter((name) => name !== logicalId);
}

/** What a value refers to by `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export function referred(value: TemplateValue): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((one: TemplateValue) => referred(one));
  }
  if (!isMap(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "Ref" && typeof inner === "string") {
      return [inner];
    }
    if (key === "Fn::GetAtt") {
      const name = Array.isArray(inner) ? (inner as readonly TemplateValue[])[0] : typeof inner === "string" ? inner.split(".")[0] : undefined;
      return typeof name === "string" ? [name] : [];
    }
    if (key === "Fn::Sub") {
      const [text, own] = Array.isArray(inner) ? (inner as readonly TemplateValue[]) : [inner];
      const given = isMap(own) ? own : {};
      const names = typeof text === "string" ? [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((found) => (found[1] ?? "").trim()) : [];
      return [...names.filter((name) => !Object.hasOwn(given, name)).map((name) => name.split(".")[0] ?? ""), ...referred(given)];
    }
    return referred(inner);
  });
}
