/** A command of the build and what it prints. */
export interface ScriptStep {
  readonly command: string;
  readonly output: readonly string[];
}
