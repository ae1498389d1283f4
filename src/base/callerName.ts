/**
 * Whom an ARN of a caller names, as people call them: a user's name, or of a role's session its name, which is a person's where
 * somebody signed in. What else it may be stays as it is.
 */
export function callerName(arn: string): string {
  return /^arn:[^:]+:(?:iam|sts)::\d*:(?:user|assumed-role|federated-user)\/(?:.+\/)?([^/]+)$/.exec(arn)?.[1] ?? arn;
}
