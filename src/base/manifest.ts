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
  /** A codicon's name, needed for buttons. */
  readonly icon?: string;
  readonly rows?: readonly RowPlacement[];
  /** `false` hides it from the palette: only for what makes sense on a row alone. */
  readonly palette?: boolean;
}

export interface SettingSpec {
  readonly type: "string" | "number" | "boolean" | "array";
  readonly default: string | number | boolean | readonly string[];
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  /** `machine` for what a workspace must not decide: endpoints, profiles, paths. */
  readonly scope: "machine" | "window" | "application" | "resource";
}

/** What a room contributes. Command ids become `awsDevOps.<room>.<command>`, settings `awsDevOps.<room>.<setting>`. */
export interface RoomManifest {
  readonly id: string;
  /** The service's name as users know it; also the commands' category. */
  readonly title: string;
  /** Where its tree stands; a room without a tree has none, and leaves its view out where no other room needs it. */
  readonly view?: ViewId;
  /** The order within the view. */
  readonly order?: number;
  readonly commands: Readonly<Record<string, CommandSpec>>;
  readonly settings?: Readonly<Record<string, SettingSpec>>;
  /** Types of its webview panels, without the prefix: restoring one after a reload activates the extension. */
  readonly panels?: readonly string[];
  /** The editor's languages that the room looks at: opening a document in one activates the extension. */
  readonly languages?: readonly string[];
  /** Commands of others that the room adds to: using one activates the extension. */
  readonly joins?: readonly string[];
}

/** The manifest of a room with a tree. */
export type TreeManifest = RoomManifest & Required<Pick<RoomManifest, "view" | "order">>;

export const PREFIX = "awsDevOps";

/** The full id of a room's command. */
export function commandId(manifest: Pick<RoomManifest, "id">, command: string): string {
  return `${PREFIX}.${manifest.id}.${command}`;
}

/** The id of a view of the container. */
export function viewId(view: ViewId): string {
  return `${PREFIX}.${view}`;
}
