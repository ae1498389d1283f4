/** How a program of the extension's own is started. */
export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly env: Record<string, string> };
}

/**
 * What such a program needs of the editor's environment: where programs and libraries are, where temporary files go, how
 * people here write. Nothing else, above all no key: it is not known what people keep there.
 */
const PASSED = new Set(
  [
    ...["PATH", "LD_LIBRARY_PATH", "NIX_LD", "NIX_LD_LIBRARY_PATH"],
    ...["TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LC_CTYPE", "TZ"],
    // without these two no program on Windows can do much
    ...["SYSTEMROOT", "WINDIR"],
  ],
);

/**
 * The command that runs a program of the extension's own. The user's machine need not have node: the editor's own runtime
 * runs it.
 * @param program its path
 * @param env the editor's environment
 */
export function programCommand(
  program: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): ProgramCommand {
  // Windows writes names as it likes, such as Path
  const passed = Object.entries(env).filter(([name]) => PASSED.has(name.toUpperCase()));
  const defined = passed.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return {
    command: process.execPath,
    args: [program, ...args],
    options: { env: { ...Object.fromEntries(defined), ELECTRON_RUN_AS_NODE: "1" } },
  };
}
