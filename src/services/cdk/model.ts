/** An app: a folder with a `cdk.json`. */
export interface App {
  /** The folder as the editor names it. */
  readonly label: string;
  /** Paths of this machine, as all here. */
  readonly folder: string;
  readonly settings: string;
  /** How the app is run: `node bin/app.js`. */
  readonly command: string | undefined;
  /** Where its cloud assembly is written; undefined where that would be outside the folder. */
  readonly output: string | undefined;
  /** Epoch milliseconds; undefined: never. */
  readonly synthesisedAt: number | undefined;
  /** Why its `cdk.json` tells nothing. */
  readonly problem: string | undefined;
}

/** A stack as it was synthesised. */
export interface Stack {
  /** Its construct's path, by which the CDK's command line names it: `Prod/Api`. */
  readonly path: string;
  /** What it is called in CloudFormation. */
  readonly name: string;
  /** The folder of the assembly that tells of it: a stage has its own. */
  readonly assembly: string;
  /** The app's assembly, which has the tree of constructs. */
  readonly root: string;
  readonly template: string | undefined;
  /** Twelve digits; undefined where the app leaves it open. */
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** A line of a file, as the assembly names it: the file may be another machine's. */
export interface SourceLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A construct below a stack. */
export interface Construct {
  readonly id: string;
  /** With the stack's: `Prod/Api/Handler`. */
  readonly path: string;
  /** `aws-cdk-lib.aws_s3.Bucket`, or the app's own class. */
  readonly kind: string | undefined;
  /** `AWS::S3::Bucket` of one that is a resource, or whose main part is one. */
  readonly type: string | undefined;
  /** Of that resource; undefined where it stands in a nested stack, whose name only CloudFormation knows. */
  readonly logicalId: string | undefined;
  readonly source: SourceLine | undefined;
  readonly hasMore: boolean;
}

/** Where a construct stands, from the app down. */
export type Place = readonly [app: string, stack: string, ...constructs: string[]];

/** What the CDK adds by itself to every stack. */
const ADDED: readonly string[] = ["BootstrapVersion", "CheckBootstrapVersion", "CDKMetadata"];

export function isAdded(id: string): boolean {
  return ADDED.includes(id);
}

/** `aws_s3.Bucket` of `aws-cdk-lib.aws_s3.Bucket`. */
export function kindText(kind: string | undefined): string | undefined {
  return kind?.replace(/^aws-cdk-lib\.|^@aws-cdk\//, "");
}

/** `web-stack.js:12` */
export function sourceText(source: SourceLine | undefined): string | undefined {
  return source && `${source.file.slice(Math.max(source.file.lastIndexOf("/"), source.file.lastIndexOf("\\")) + 1)}:${source.line}`;
}

/** Account and region of `aws://123456789012/eu-west-1`, as far as they are told. */
export function environmentOf(text: string): Pick<Stack, "account" | "region"> {
  const [account = "", region = ""] = text.replace("aws://", "").split("/");
  const told = (part: string) => (part === "" || part.startsWith("unknown-") ? undefined : part);
  return { account: told(account), region: told(region) };
}

/** The first line of a trace that is not of a package or of Node itself: `at new Web (/app/lib/web.js:12:5)`. */
export function sourceOf(trace: readonly string[]): SourceLine | undefined {
  for (const frame of trace) {
    const place = frame.slice(frame.lastIndexOf("(") + 1).replace(/^\s*at /, "").replace(/\)\s*$/, "").trim();
    const [column, line, ...rest] = place.split(":").toReversed();
    const file = rest.toReversed().join(":").replace(/^file:\/\//, "");
    const isOwn = !/[\\/]node_modules[\\/]/.test(file) && !file.startsWith("node:") && /[\\/]/.test(file);
    if (isOwn && /^\d+$/.test(column ?? "") && /^[1-9]\d*$/.test(line ?? "")) return { file, line: Number(line) };
  }
  return undefined;
}

/** The endings of a path, the longest first: `lib/web.js` of another machine's `/build/app/lib/web.js`. */
export function endings(file: string): readonly string[] {
  const parts = file.split(/[\\/]/).filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.map((_part, at) => parts.slice(at).join("/"));
}

/** Whether the command line takes it as a stack's name, and as nothing else: no option, no pattern. */
export function isPlainPath(path: string): boolean {
  return /^[A-Za-z0-9][\w\-./]*$/.test(path);
}
