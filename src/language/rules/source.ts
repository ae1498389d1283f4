import type { Entry } from "../document/entry.ts";
import type { Facts, Maker, TemplateFacts } from "../model/facts.ts";
import type { NameSource } from "../model/names.ts";
import { type Value, valueOf } from "../model/value.ts";

const values = new WeakMap<Entry, Value>();

/** The value of an entry, made once. */
export function valueOfEntry(entry: Entry): Value {
  let value = values.get(entry);
  if (value === undefined) values.set(entry, (value = valueOf(entry.node)));
  return value;
}

/** What the serverless transform makes by itself; from "Generated CloudFormation resources" of SAM's developer guide. */
const SAM_NAMES = /^(?:Serverless(?:RestApi|HttpApi|DeploymentApplication)|CodeDeployServiceRole)/;

/** What SAM calls what it makes of a resource: its name, and one of these behind it; some have a hash at the end. */
const SAM_SUFFIX =
  /^(?:\.\w+|Role|Version[0-9a-f]{10}|Alias\w+|Url|UrlPublicPermissions|EventInvokeConfig\w*|DeploymentGroup|Deployment[0-9a-f]{10}|\w*Stage|BasePathMapping|UsagePlan|UsagePlanKey|ApiKey|\w*Permission|[0-9a-f]{10})$/;

/** Whether something of this name may be made of a resource or a module. */
function isMadeOf(name: string, { name: maker, by }: Maker): boolean {
  if (!name.startsWith(maker)) return false;
  return by === "sam" ? SAM_SUFFIX.test(name.slice(maker.length)) : true;
}

/** Whether a loop, a transform or a module may make something of this name. */
function isGenerated(name: string, { dialect, loopNames, makers }: TemplateFacts): boolean {
  if (loopNames.some((written) => fits(name, written))) return true;
  if (dialect === "sam" && SAM_NAMES.test(name)) return true;
  return makers.some((maker) => isMadeOf(name, maker));
}

/** Whether a name can come of a loop's key, whose variables, `${Name}` or `&{Name}`, stand for any text. */
function fits(name: string, written: string): boolean {
  const [first = "", ...parts] = written.split(/[$&]\{[^}]*\}/);
  const last = parts.pop();
  if (last === undefined) return name === written;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

/** The names of a template as the facts tell them. */
export function sourceOf(facts: Facts): NameSource {
  return {
    schemas: facts.schemas,
    transforms: facts.template.transforms,
    isMade: facts.template.isMade,
    isOpen: facts.template.uncertain === "names",
    isServerless: facts.template.isServerless,
    resource(name) {
      const { resource } = facts.find("Resources", name) ?? {};
      if (resource?.type === undefined) return resource === undefined ? undefined : { type: "", condition: resource.condition };
      const type = resource.type.startsWith("Custom::") ? "AWS::CloudFormation::CustomResource" : resource.type;
      return { type, condition: resource.condition };
    },
    body(section, name) {
      const entry = facts.entry(section, name);
      // a half-typed resource shows less than its author means
      const isUnknown = entry === undefined || (section === "Resources" && entry.problems.length > 0);
      return isUnknown ? undefined : valueOfEntry(entry);
    },
    isGenerated: (name) => isGenerated(name, facts.template),
    nested: (url) => facts.settings.nested?.(url),
    names: (section) => facts.names(section),
  };
}
