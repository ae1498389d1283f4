import type { AccountContext } from "./context.ts";

/** A command of the AWS CLI as it is pasted into a shell, with the context's region and, where it is one, its profile. */
export function awsCommand({ origin, profile, region }: AccountContext, ...args: readonly string[]): string {
  const own = origin === "profile" ? ["--profile", profile] : [];
  return ["aws", ...args, "--region", region, ...own].map(shellWord).join(" ");
}

/** A word that no shell reads as anything else. */
function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
