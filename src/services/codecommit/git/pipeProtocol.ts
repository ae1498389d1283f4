/** Where the helper finds the editor, and the token that lets it ask once. Neither is a key of AWS. */
export const PIPE_VARIABLE = "DEVOPS_FOR_AWS_GIT_PIPE";
export const TOKEN_VARIABLE = "DEVOPS_FOR_AWS_GIT_TOKEN";

/** What the helper sends, as a line of JSON; address parts as git names them. */
export interface HelperRequest {
  readonly token: string;
  /** `https` */
  readonly protocol: string;
  /** With the port where there is one. */
  readonly host: string;
  /** Without a slash at its beginning. */
  readonly path: string;
}

export type HelperAnswer = { readonly username: string; readonly password: string } | { readonly error: string };
