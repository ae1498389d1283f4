import { AwsError } from "../../wire/errors.ts";

/** The answer to a pattern that cannot be read. */
export function invalidPattern(): AwsError {
  return new AwsError("InvalidParameterException", "Invalid filter pattern");
}

/** A regular expression as filter patterns allow it. @throws AwsError */
export function patternRegExp(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw invalidPattern();
  }
}
