import type { Project } from "@aws-sdk/client-codebuild";

/** What a project builds with: decides what its log looks like. */
export type Toolchain = "node" | "python" | "java" | "go" | "cdk";
/** What a project is for. */
export type Purpose = "build" | "unit" | "integration" | "lint" | "deploy";

/** A CodeBuild project as the account's catalogue writes it down. */
export interface ProjectSpec {
  readonly name: string;
  readonly description: string;
  readonly repository: string;
  readonly toolchain: Toolchain;
  readonly purpose: Purpose;
  /** Inside a pipeline a project has no source of its own. */
  readonly inPipeline: boolean;
  /** Every build that is started by hand fails. */
  readonly alwaysFails?: boolean;
  /** Its logs go to S3 alone. */
  readonly logsToS3?: boolean;
  /** Of a stack's project: what its template says, and when it was made and changed, in milliseconds since 1970. */
  readonly declared?: { readonly project: Partial<Project>; readonly created: number; readonly updated: number };
}
