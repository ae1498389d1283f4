import { AwsError } from "../../wire/errors.ts";
import type { Template } from "./readTemplate.ts";

/** What templates take from other services of their region. */
export interface Outside {
  /** What a parameter of the Parameter Store holds; undefined where there is none that a template may read. */
  readonly parameter: (name: string) => string | undefined;
  /** The text of an object. @throws AwsError in the words of S3 */
  readonly object: (bucket: string, key: string) => string;
}

/** Of a region whose services nobody opened. */
export const NOTHING_OUTSIDE: Outside = {
  parameter: () => undefined,
  object: () => {
    throw new AwsError("NoSuchBucket", "The specified bucket does not exist");
  },
};

/** Whether a parameter of a template names one of the Parameter Store, whose value `Ref` gives. */
export function isStored(type: unknown): type is string {
  return typeof type === "string" && type.startsWith("AWS::SSM::Parameter::Value<");
}

/**
 * What a template's parameters stand for that name parameters of the Parameter Store, by their own names.
 * @throws AwsError ValidationError where one is not there and all are asked for
 */
export function resolvedParameters(
  { parameters }: Pick<Template, "parameters">,
  values: ReadonlyMap<string, string>,
  outside: Outside,
  which: "all" | "as far as they are there" = "all",
): ReadonlyMap<string, string> {
  const stored = [...parameters].filter(([, declared]) => isStored(declared["Type"])).map(([name]) => [name, values.get(name) ?? ""] as const);
  const read = stored.map(([name, key]) => [name, key, outside.parameter(key)] as const);
  const missing = read.filter(([, , value]) => value === undefined).map(([, key]) => key);
  if (which === "all" && missing.length > 0) {
    throw invalid(`Unable to fetch parameters [${missing.join(",")}] from parameter store for this account.`);
  }
  return new Map(read.flatMap(([name, , value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** The template that a request brings, itself or as the address of an object. @throws AwsError ValidationError */
export function broughtTemplate({ TemplateBody: body, TemplateURL: url }: { readonly TemplateBody?: string | undefined; readonly TemplateURL?: string | undefined }, outside: Outside): string | undefined {
  if (body !== undefined || url === undefined) {
    return body;
  }
  const [bucket, key] = placeOf(url);
  try {
    return outside.object(bucket, key);
  } catch (error) {
    throw error instanceof AwsError ? invalid(`S3 error: ${error.message}`) : error;
  }
}

/** The bucket and key of an object's address, whose host or path begins with the bucket (S3 user guide, "Virtual hosting"). */
function placeOf(url: string): readonly [bucket: string, key: string] {
  const { hostname, pathname } = URL.canParse(url) ? new URL(url) : { hostname: "", pathname: "" };
  const [, own] = /^(?:(.+)\.)?s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/.exec(hostname) ?? [undefined, "-"];
  const path = decodeURIComponent(pathname.slice(1));
  const [first = "", ...rest] = path.split("/");
  const [bucket, key] = own === undefined ? [first, rest.join("/")] : [own, path];
  if (own === "-" || bucket === "" || key === "") {
    throw invalid("TemplateURL must be a supported URL.");
  }
  return [bucket, key];
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
