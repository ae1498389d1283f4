import { XmlShapeSerializer } from "@aws-sdk/core/protocols";
import { FromStringShapeDeserializer } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { AwsError } from "./errors.ts";
import { errorStatus, queryErrorCode } from "./errorTraits.ts";
import { requestId } from "./json.ts";
import { membersOf, textTrait, traitsOf } from "./schema.ts";
import type { Operation, ServiceDefinition } from "./schema.ts";
import type { Members, WireResponse } from "./types.ts";

/** Simple schema of a date-time (ISO 8601) timestamp: what the query protocols use unless a trait says otherwise. */
const DATE_TIME = 5;
const TIMESTAMPS = { useTrait: true, default: DATE_TIME } as const;
const XML_TYPE = { "content-type": "text/xml" };

/** `a.b.1=x` as a tree of names. */
interface FormNode {
  value: string | undefined;
  readonly children: Map<string, FormNode>;
}

/**
 * Reads the form body of an awsQuery or ec2Query request. The SDK has no code for this direction:
 * the rules are those of the Smithy specifications of the two protocols.
 */
export function readQueryInput(kind: "awsQuery" | "ec2Query", operation: Operation, form: URLSearchParams): Members {
  const reader = new FormReader(kind === "ec2Query");
  const input = reader.read(operation.input, formTree(form));
  return typeof input === "object" && input !== null ? (input as Members) : {};
}

class FormReader {
  readonly #ec2: boolean;
  readonly #scalars = new FromStringShapeDeserializer({ httpBindings: false, timestampFormat: TIMESTAMPS });

  constructor(ec2: boolean) {
    this.#ec2 = ec2;
  }

  read(schema: NormalizedSchema, node: FormNode | undefined): unknown {
    if (node === undefined) {
      return undefined;
    }
    if (schema.isStructSchema()) {
      return this.#readStructure(schema, node);
    }
    if (schema.isListSchema()) {
      return this.#readList(schema, node);
    }
    if (schema.isMapSchema()) {
      return this.#readMap(schema, node);
    }
    return node.value === undefined ? undefined : this.#scalars.read(schema, node.value);
  }

  #readStructure(schema: NormalizedSchema, node: FormNode): Members {
    const result: Members = {};
    for (const [name, member] of membersOf(schema)) {
      const value = this.read(member, node.children.get(this.#memberKey(name, member)));
      if (value !== undefined) {
        result[name] = value;
      }
    }
    return result;
  }

  #readList(schema: NormalizedSchema, node: FormNode): unknown[] {
    const item = schema.getValueSchema();
    // EC2's lists are always flat; the others' are flat only when a trait says so.
    const flat = this.#ec2 || traitsOf(schema)["xmlFlattened"] !== undefined;
    const entries = flat ? node : node.children.get(textTrait(item, "xmlName") ?? "member");
    return numbered(entries).map((entry) => this.read(item, entry));
  }

  #readMap(schema: NormalizedSchema, node: FormNode): Members {
    const keySchema = schema.getKeySchema();
    const valueSchema = schema.getValueSchema();
    const keyName = textTrait(keySchema, "xmlName") ?? "key";
    const valueName = textTrait(valueSchema, "xmlName") ?? "value";
    const flat = traitsOf(schema)["xmlFlattened"] !== undefined;
    const result: Members = {};
    for (const entry of numbered(flat ? node : node.children.get("entry"))) {
      const key = entry.children.get(keyName)?.value;
      if (key !== undefined) {
        result[key] = this.read(valueSchema, entry.children.get(valueName));
      }
    }
    return result;
  }

  #memberKey(name: string, member: NormalizedSchema): string {
    const xmlName = textTrait(member, "xmlName") ?? name;
    if (!this.#ec2) {
      return xmlName;
    }
    return textTrait(member, "ec2QueryName") ?? xmlName.charAt(0).toUpperCase() + xmlName.slice(1);
  }
}

function formTree(form: URLSearchParams): FormNode {
  const root: FormNode = { value: undefined, children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split(".")) {
      let child = node.children.get(part);
      if (child === undefined) {
        child = { value: undefined, children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.value = value;
  }
  return root;
}

/** The children with a number for a name, in the order of the numbers. */
function numbered(node: FormNode | undefined): FormNode[] {
  if (node === undefined) {
    return [];
  }
  return [...node.children]
    .filter(([name]) => /^\d+$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

/** Writes an awsQuery or ec2Query answer. */
export function writeQueryOutput(service: ServiceDefinition, operation: Operation, output: unknown): WireResponse {
  const namespace = service.settings.xmlNamespace ?? "";
  const result = operation.output.isStructSchema() ? resultElement(service, operation, output ?? {}) : "";
  const open = `<${operation.name}Response xmlns="${namespace}">`;
  const close = `</${operation.name}Response>`;
  const id = requestId();
  const text =
    service.kind === "ec2Query"
      ? `${open}<requestId>${id}</requestId>${withoutRoot(result)}${close}`
      : `${open}${result}<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata>${close}`;
  return { status: 200, headers: XML_TYPE, body: Buffer.from(text) };
}

function resultElement(service: ServiceDefinition, operation: Operation, output: unknown): string {
  const serializer = new XmlShapeSerializer({
    httpBindings: false,
    timestampFormat: TIMESTAMPS,
    serviceNamespace: service.settings.defaultNamespace,
    xmlNamespace: "",
  });
  serializer.setSerdeContext(service.config as never);
  serializer.write(operation.output, output);
  const text = String(serializer.flush());
  const name = `${operation.name}Result`;
  return `<${name}>${withoutRoot(text)}</${name}>`;
}

/** An XML element's content without its outermost tags. */
function withoutRoot(xml: string): string {
  return xml.replace(/^<[^>]*?(\/?)>|<\/[^>]*>$/g, "");
}

/** Codes that the JSON protocols spell with "Exception" and the query protocols without. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ThrottlingException: "Throttling",
  ExpiredTokenException: "ExpiredToken",
};

/** Writes an error as the query protocols do; S3's has no envelope. */
export function writeXmlError(
  service: ServiceDefinition | undefined,
  error: AwsError,
  style: "awsQuery" | "ec2Query" | "s3",
): WireResponse {
  const status = errorStatus(service, error);
  const code = queryErrorCode(service, error) ?? QUERY_CODES[error.code] ?? error.code;
  const detail = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const id = requestId();
  const headers = { ...XML_TYPE, ...error.headers };
  if (style === "s3") {
    const text = `<?xml version="1.0" encoding="UTF-8"?><Error>${detail}<RequestId>${id}</RequestId></Error>`;
    return { status, headers, body: Buffer.from(text) };
  }
  if (style === "ec2Query") {
    const text = `<Response><Errors><Error>${detail}</Error></Errors><RequestID>${id}</RequestID></Response>`;
    return { status, headers, body: Buffer.from(text) };
  }
  const fault = status < 500 ? "Sender" : "Receiver";
  const namespace = service?.settings.xmlNamespace ?? "";
  const inner = `<Error><Type>${fault}</Type>${detail}</Error><RequestId>${id}</RequestId>`;
  return { status, headers, body: Buffer.from(`<ErrorResponse xmlns="${namespace}">${inner}</ErrorResponse>`) };
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
