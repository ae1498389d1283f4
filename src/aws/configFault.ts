import { homedir } from "node:os";
import { DevOpsError, type ErrorKind } from "../base/errors.ts";
import { harmless } from "../base/foreignText.ts";

/** Where a setting, or the section that lacks it, stands. */
export interface Place {
  /** The file's path. */
  readonly file: string;
  /** Counted from one. */
  readonly line: number;
}

export interface FaultParts {
  /** expired where signing in mends it; else the configuration is wrong. */
  readonly kind?: ErrorKind;
  readonly profile: string;
  /** Where it stands; undefined where it stands nowhere. */
  readonly place?: Place | undefined;
  /** The mistake, with the name of the key. */
  readonly why: string;
  readonly remedy?: string;
  /** One short line for a row, where the kind's own would say too little. */
  readonly short?: string;
  /** Never an error whose message repeats what a program or a file held. */
  readonly cause?: unknown;
}

/** What is wrong with one profile: its name, the file and line, the key, and what to do. Nobody else's keys are used. */
export function configFault({ kind = "invalid", profile, place, why, remedy, short, cause }: FaultParts): DevOpsError {
  return new DevOpsError({
    kind,
    tried: "sign in",
    why: `profile ${profile}${place === undefined ? "" : ` (${placeText(place)})`}: ${why}`,
    ...(remedy === undefined ? {} : { remedy }),
    // expired credentials are called so for all kinds of them; a row below its profile has no room for the file
    ...(short === undefined && kind !== "invalid" ? {} : { short: short ?? `Profile ${profile}: ${why}` }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** `~/.aws/config, line 12` */
export function placeText({ file, line }: Place): string {
  return `${homeless(file)}, line ${line}`;
}

/** A path as people write it: the home folder is `~`. */
export function homeless(file: string): string {
  const home = homedir();
  return home !== "" && (file.startsWith(`${home}/`) || file.startsWith(`${home}\\`)) ? `~${file.slice(home.length)}` : file;
}

/** What a program said, for a message: its last lines, harmless, and not too much of it. */
export function saidLines(text: string): string {
  const lines = harmless(text.slice(-2_000), "detail").split("\n").map((line) => line.trim());
  const said = lines.filter((line) => line !== "").slice(-4).join(" / ");
  return said.length > 600 ? `${said.slice(0, 600)}…` : said;
}
