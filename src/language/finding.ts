import type { Range } from "./syntax/tree.ts";

/**
 * Something that is wrong with a template. Codes are those of cfn-lint where it has a rule for the same thing, so that
 * what users know, and what their templates tell it to ignore, holds here too.
 */
export interface Finding extends Range {
  readonly code: FindingCode;
  readonly message: string;
}

export type FindingCode =
  /** Not YAML, or not JSON. */
  | "E0000"
  /** `Fn::GetAtt` leads nowhere. */
  | "E1010"
  /** A variable of `Fn::Sub` leads nowhere. */
  | "E1019"
  /** `Ref` leads nowhere. */
  | "E1020"
  /** A property that the type does not have. */
  | "E3002"
  /** A property that the type requires is missing. */
  | "E3003"
  /** A resource type that does not exist. */
  | "E3006"
  /** A serverless type without the transform for it. */
  | "E3038";
