import type { ContractKind } from "./contracts.ts";
import type { Calls } from "./permission.ts";
import type { PipelineProvider } from "./pipelineProviders.ts";
import type { ResourceType } from "./resourceTypes.ts";

/** The six views of the container, in the order of the work. */
export const VIEWS = ["code", "build", "deploy", "monitor", "scale", "infrastructure"] as const;
export type ViewId = (typeof VIEWS)[number];

/** Where a command stands in the menu of tree rows. `facet` is one facet of the row's context value. */
export interface RowPlacement {
  readonly facet: string;
  /** A menu group such as `1_open`, `2_run`, `9_danger`; `inline` for a button on the row. */
  readonly group: string;
}

export interface CommandSpec {
  /** Sentence-case verb phrase; the category is the room's title. */
  readonly title: string;
  /** What it does, for the README; of the container's own, whose title says less than a service's. */
  readonly about?: string;
  /** A codicon's name, needed for buttons. */
  readonly icon?: string;
  /** The menu groups of the rows on which a room of kinds offers the action. */
  readonly menu?: readonly string[];
  readonly rows?: readonly RowPlacement[];
  /** Stands in the title of editors while the room's context key `awsDevOps.<room>.<when>` is set. */
  readonly editor?: { readonly group: string; readonly when: string };
  /** `false` hides it from the palette: only for what makes sense on a row alone. */
  readonly palette?: boolean;
}

export interface SettingSpec {
  readonly type: "string" | "number" | "boolean" | "array" | "object";
  readonly default: string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  /** What the values of an object may be. */
  readonly additionalProperties?: { readonly type: "string"; readonly enum: readonly string[] };
  /** `machine` for what a workspace must not decide: endpoints, profiles, paths. */
  readonly scope: "machine" | "window" | "application" | "resource";
}

/** A filter that is offered, and what it finds. */
export interface FilterExample {
  readonly text: string;
  readonly about: string;
}

/** How a service stands in its view. */
export interface ServiceLook {
  /** A codicon. */
  readonly icon: string;
  /** The row's label where it is not the service's title. */
  readonly label?: string;
  /** What stands behind it, until the room itself tells. */
  readonly about?: string;
  /** The console's page of the service, without host and region. */
  readonly console: string;
  /** What the filter box asks for, e.g. `Name contains`. Left out: no filter. */
  readonly filter?: string;
  /** Filters to choose from where they are written in a language of their own. */
  readonly filterExamples?: readonly FilterExample[];
  /** What is said where there is nothing. */
  readonly none: string;
}

/** What a room contributes. Command ids become `awsDevOps.<room>.<command>`, settings `awsDevOps.<room>.<setting>`. */
export interface RoomManifest {
  readonly id: string;
  /** The service's name as users know it; also the commands' category. */
  readonly title: string;
  /** What there is of the service, in half a sentence, for the README. */
  readonly about: string;
  /** Where its tree stands; a room without a tree has none, and leaves its view out where no other room needs it. */
  readonly view?: ViewId;
  /** The order within the view. */
  readonly order?: number;
  readonly tree?: ServiceLook;
  /**
   * What it offers to other rooms, by contract: for the ARNs of these patterns (`codebuild:project/*`, see `matchesArn`), or
   * for any where the list is empty.
   */
  readonly offers?: { readonly [K in ContractKind]?: readonly string[] };
  /**
   * A glob: the room's rows come from those files of the open folders, not from AWS, and are read anew when they change. Such
   * a room sends no call.
   */
  readonly files?: string;
  /** What others need to know of its resources in stacks, by CloudFormation type. */
  readonly types?: Readonly<Record<string, ResourceType>>;
  /** The providers of pipelines' actions that are this service, by the name in a pipeline's definition. */
  readonly providers?: Readonly<Record<string, PipelineProvider>>;
  /** What its `api.ts` sends: from this follow the IAM policies, and the action that a denied call names. */
  readonly calls: readonly Calls[];
  readonly commands: Readonly<Record<string, CommandSpec>>;
  readonly settings?: Readonly<Record<string, SettingSpec>>;
  /** Types of its webview panels, without the prefix: restoring one after a reload activates the extension. */
  readonly panels?: readonly string[];
  /** The editor's languages that the room looks at: a document in one loads its `activate.ts`. */
  readonly languages?: readonly string[];
  /** Commands of others that the room adds to: its `activate.ts` is loaded with the extension, which using one starts. */
  readonly joins?: readonly string[];
}

/** The manifest of a room with a tree. */
export type TreeManifest = RoomManifest & Required<Pick<RoomManifest, "view" | "order" | "tree">>;

export const PREFIX = "awsDevOps";

/** The full id of a room's command. */
export function commandId(manifest: Pick<RoomManifest, "id">, command: string): string {
  return `${PREFIX}.${manifest.id}.${command}`;
}

/** The id of a view of the container. */
export function viewId(view: ViewId): string {
  return `${PREFIX}.${view}`;
}
