import * as vscode from "vscode";
import type { AwsSession } from "../aws/session.ts";
import type { AwsSessions, Identity } from "../aws/sessions.ts";
import { type AccountContext, contextLabel } from "../base/context.ts";
import { Disposable, DisposableStore, type IsDisposable } from "../base/dispose.ts";
import { cancelled, toDevOpsError } from "../base/errors.ts";
import type { OpenHead } from "../base/contracts.ts";
import type { ResourceRef } from "../base/resourceRef.ts";
import { PREFIX } from "../base/manifest.ts";
import { Commands } from "./commands.ts";
import { Contexts } from "./contexts.ts";
import { Documents } from "./documents.ts";
import { Links } from "./links.ts";
import { harmlessLog } from "./log.ts";
import { networkSettings } from "./networkSettings.ts";
import { NowSlot } from "./now/slot.ts";
import type { PanelSpec, Panels } from "./panels.ts";
import { Recents } from "./recents.ts";
import type { Workspace } from "../base/workspace.ts";
import type { RoomEntry, RoomHost, RoomParts } from "./room.ts";
import { type Manifests, Rooms } from "./rooms.ts";
import type { SimulatedAccount } from "./simulatedAccount.ts";
import { StatusBar } from "./statusBar.ts";
import type { PlacedService } from "./tree/serviceRow.ts";
import { Trees } from "./tree/trees.ts";
import { Writes } from "./writes.ts";

const HAS_CONTEXT = "awsDevOps.hasContext";

/** The extension's one owner: makes the shared services, starts the rooms, and ends everything with the window. */
export class Host extends Disposable implements RoomHost {
  readonly log: vscode.LogOutputChannel;
  readonly contexts: Contexts;
  readonly trees: Trees;
  readonly now: NowSlot;
  readonly writes: Writes;
  readonly links = new Links(() => this.#allRooms);
  readonly documents: Documents;
  readonly recents: Recents;
  readonly auditFolder: string;
  #rooms: Rooms | undefined;
  #simulated: Promise<SimulatedAccount> | undefined;
  readonly #extension: vscode.ExtensionContext;
  readonly #commands: Commands;
  #panels: Promise<Panels> | undefined;
  readonly #statusBar: StatusBar;
  #sessions: Promise<AwsSessions> | undefined;
  #simulatedKnown = false;

  constructor(extension: vscode.ExtensionContext) {
    super();
    this.#extension = extension;
    this.log = harmlessLog(this.register(vscode.window.createOutputChannel("DevOps for AWS", { log: true })));
    this.contexts = this.register(new Contexts(extension.workspaceState));
    this.recents = new Recents(extension.workspaceState);
    this.auditFolder = extension.globalStorageUri.fsPath;
    this.writes = new Writes({
      auditFolder: this.auditFolder,
      identity: (context) => this.identity(context),
      report: (problem) => this.#report(problem),
    });
    this.trees = this.register(
      new Trees(
        { pinned: () => this.contexts.pinned, isProtected: (context) => this.writes.isProtected(context) },
        extension.workspaceState,
        (error) => this.#report(error),
      ),
    );
    this.now = this.register(
      new NowSlot(async (parts) => {
        const { NowView } = await import("./now/view.ts");
        return new NowView(this, parts, extension.workspaceState, (error) => this.log.debug(error.message));
      }),
    );
    this.documents = this.register(new Documents());
    this.#commands = this.register(
      new Commands(
        this.log,
        (error) => this.#report(error),
        async (id, spec) => (await import("./lostRow.ts")).askForLost(await this.trees.views(), id, spec),
      ),
    );
    this.#statusBar = this.register(new StatusBar(this.contexts, (context) => this.writes.isProtected(context)));
    this.register(this.contexts.onDidChange(() => this.#contextsChanged()));
    this.register(vscode.workspace.onDidChangeConfiguration((change) => this.#configurationChanged(change)));
  }

  /**
   * Registers what the rooms have; nothing of a room is loaded. Resolves when what joins commands of others is there.
   * @param own the names of the container's own commands, with blanks between them
   */
  async start(own: string, entries: readonly RoomEntry[], loadManifests: () => Promise<Manifests>): Promise<void> {
    const rooms = new Rooms(this, entries, loadManifests);
    this.#rooms = rooms;
    this.#commands.add(undefined, own, async () => {
      const [{ ownCommands }, { commands }] = await Promise.all([import("./ownCommands.ts"), import("./manifest.ts")]);
      return { handlers: ownCommands(this), specOf: (name) => commands[name as keyof typeof commands] };
    });
    for (const { id, commands } of entries) {
      this.#commands.add(id, commands, async () => {
        const [parts, manifest] = await Promise.all([rooms.parts(id), rooms.manifest(id)]);
        return { handlers: parts.commands, specOf: (name) => manifest.commands[name] };
      });
    }
    for (const { id, panels = [] } of entries) for (const type of panels) this.#restorePanels(id, type);
    this.trees.start(new Set(entries.flatMap(({ view }) => (view === undefined ? [] : [view]))), () => this.#services(rooms));
    void this.#chooseDefault();
    void this.#watchFiles();
    await Promise.all(entries.map((entry) => this.#activate(entry)));
  }

  /** One that fails does not take the others along. */
  async #activate(entry: RoomEntry): Promise<void> {
    const { id, languages = [], joins } = entry;
    const run = async () => {
      try {
        (await entry.activate?.())?.activate(this);
      } catch (error) {
        this.#report(toDevOpsError(error, `start ${id}`));
      }
    };
    if (joins !== undefined) return run();
    const notice = ({ languageId }: vscode.TextDocument) => {
      if (!languages.includes(languageId) || watch.isDisposed) return;
      watch.dispose();
      void run();
    };
    const watch = this.register(new DisposableStore());
    watch.add(vscode.workspace.onDidOpenTextDocument(notice));
    vscode.workspace.textDocuments.forEach(notice);
  }

  async #services(rooms: Rooms): Promise<readonly PlacedService[]> {
    const manifests = await rooms.services();
    return manifests.map((manifest) => {
      let parts: RoomParts | undefined;
      return {
        manifest,
        source: async (context) => {
          parts = await rooms.parts(manifest.id);
          if (parts.source === undefined) throw new Error(`${manifest.id} has a row and no source`);
          return parts.source(context);
        },
        describe: (context) => parts?.describe?.(context),
      };
    });
  }

  async session(context: AccountContext): Promise<AwsSession> {
    const sessions = await this.#allSessions();
    if (context.origin === "simulated") await this.#ensureSimulator(sessions);
    return sessions.get(context);
  }

  /** Who a context is; asked once a session. @throws DevOpsError */
  async identity(context: AccountContext): Promise<Identity> {
    await this.session(context);
    const identity = await (await this.#allSessions()).identity(context);
    const isNews = this.writes.met(context, identity);
    this.#statusBar.met(context, identity);
    if (isNews) this.#protectionChanged();
    return identity;
  }

  async workspace(): Promise<Workspace> {
    return (await import("./workspace.ts")).openWorkspace();
  }

  async contextOf(ref: ResourceRef, found: AccountContext): Promise<AccountContext> {
    const { contextOf } = await import("./contextOf.ts");
    return contextOf({ pinned: this.contexts.pinned, identity: (context) => this.identity(context) }, ref, found);
  }

  async scratchFolder(): Promise<string> {
    const folder = this.#extension.storageUri ?? vscode.Uri.joinPath(this.#extension.globalStorageUri, "scratch");
    await vscode.workspace.fs.createDirectory(folder);
    return folder.fsPath;
  }

  setting(name: string): unknown {
    return vscode.workspace.getConfiguration(PREFIX).get(name);
  }

  async sharedFolder(name: string): Promise<string> {
    const folder = vscode.Uri.joinPath(this.#extension.globalStorageUri, name);
    await vscode.workspace.fs.createDirectory(folder);
    return folder.fsPath;
  }

  program(name: string): string {
    return vscode.Uri.joinPath(this.#extension.extensionUri, "dist", `${name}.js`).fsPath;
  }

  /** Whether a room has a view for a resource. */
  async canOpen(ref: ResourceRef): Promise<boolean> {
    return (await this.#allRooms.manifests()).length > 0 && this.links.canOpen(ref);
  }

  async showPanel(type: string, address: unknown, title: string): Promise<void> {
    const found = (await this.#allRooms.manifests()).find(({ panels = [] }) => panels.includes(type));
    if (found === undefined) throw new Error(`no room has a panel ${type}`);
    const [panels, spec] = await Promise.all([this.#allPanels(), this.#panelSpec(found.id, type)]);
    await panels.show(spec, address, title);
  }

  #restorePanels(room: string, type: string): void {
    const serializer: vscode.WebviewPanelSerializer = {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        const [panels, spec] = await Promise.all([this.#allPanels(), this.#panelSpec(room, type)]);
        await panels.restore(spec, panel, state);
      },
    };
    this.register(vscode.window.registerWebviewPanelSerializer(`${PREFIX}.${type}`, serializer));
  }

  async #panelSpec(room: string, type: string): Promise<PanelSpec> {
    const spec = (await this.#allRooms.parts(room)).panels?.[type];
    if (spec === undefined) throw new Error(`${room} declares a panel ${type} that it lacks`);
    return { ...spec, type };
  }

  get #allRooms(): Rooms {
    if (this.#rooms === undefined) throw new Error("the rooms are not started");
    return this.#rooms;
  }

  pushed(contexts: readonly AccountContext[], head: OpenHead): void {
    void this.now.shown().then((now) => now.pushed(contexts, head));
  }

  headMoved(): void {
    this.now.headMoved();
  }

  own<T extends IsDisposable>(item: T): T {
    return this.register(item);
  }

  /** Asks for a profile and region. @throws DevOpsError cancelled */
  async pickContext(title: string): Promise<AccountContext | "explore"> {
    const [{ readProfiles, REGIONS }, { pickContext }] = await Promise.all([
      import("../aws/profiles.ts"),
      import("./contextPicker.ts"),
    ]);
    const profiles = await readProfiles(process.env);
    return pickContext({ title, profiles, regions: REGIONS, pinned: this.contexts.pinned });
  }

  async pickPinned(title: string): Promise<AccountContext> {
    const { pinned } = this.contexts;
    const [first, ...others] = pinned;
    if (first !== undefined && others.length === 0) return first;
    if (first === undefined) {
      await vscode.commands.executeCommand("awsDevOps.switchContext");
      const chosen = this.contexts.single;
      if (chosen === undefined) throw cancelled(title);
      return chosen;
    }
    return (await import("./contextPicker.ts")).pickPinned(pinned, title);
  }

  /** Starts the simulated account and shows its first region, alone or beside what is pinned; others are in the picker. */
  async exploreSimulated(how: "alone" | "beside" = "alone"): Promise<void> {
    const { withQuietProgress } = await import("./dialogs.ts");
    await withQuietProgress(
      "Starting the simulated account",
      async () => {
        const { regions } = await (await this.simulated()).start();
        const [region] = regions;
        if (region === undefined) return;
        const context: AccountContext = { origin: "simulated", profile: "simulated", region };
        await (how === "alone" ? this.contexts.switchTo(context) : this.contexts.pin(context));
      },
      "awsDevOps.code",
    );
  }

  /** The simulated account of this window; it runs once it is started. */
  simulated(): Promise<SimulatedAccount> {
    this.#simulated ??= import("./simulatedAccount.ts").then(({ SimulatedAccount: Account }) =>
      this.register(new Account(this.program("simulator"), (line) => this.log.debug(line), () => this.#simulatorEnded())),
    );
    return this.#simulated;
  }

  #allPanels(): Promise<Panels> {
    this.#panels ??= import("./panels.ts").then(({ Panels: All }) =>
      this.register(new All(this.#extension.extensionUri, (error) => this.#report(error))),
    );
    return this.#panels;
  }

  /** Loaded on the first call to AWS. */
  #allSessions(): Promise<AwsSessions> {
    this.#sessions ??= import("../aws/sessions.ts").then(({ AwsSessions: Sessions }) => {
      const sessions = this.register(new Sessions((serial) => askMfaCode(serial), networkSettings));
      sessions.onDidChangeSignIn(({ context, problem }) => this.#statusBar.signIn(context, problem));
      return sessions;
    });
    return this.#sessions;
  }

  /** A login in a terminal, or a first profile, counts without a reload. */
  async #watchFiles(): Promise<void> {
    const { watchAwsFolder } = await import("../aws/watch.ts");
    this.register(watchAwsFolder(() => void this.#filesChanged(), (problem) => this.#report(problem), process.env));
  }

  async #ensureSimulator(sessions: AwsSessions): Promise<void> {
    const running = await (await this.simulated()).start();
    if (this.#simulatedKnown) return;
    this.#simulatedKnown = true;
    sessions.useSimulated(running);
  }

  #simulatorEnded(): void {
    this.#simulatedKnown = false;
    this.log.warn("The simulated account ended; it starts anew when it is next used.");
  }

  async #filesChanged(): Promise<void> {
    this.log.info("The AWS config or a sign-in changed: profiles and credentials are read anew.");
    if (this.#sessions !== undefined) (await this.#sessions).renew();
    if (!this.contexts.isChosen) await this.#chooseDefault();
    await this.trees.refresh();
  }

  /** Until the user chose, the context that the AWS CLI would take here is shown. */
  async #chooseDefault(): Promise<void> {
    if (this.contexts.isChosen) {
      this.#contextsChanged();
      return;
    }
    try {
      const { defaultContext, readProfiles } = await import("../aws/profiles.ts");
      const profiles = await readProfiles(process.env);
      for (const { place, text } of profiles.problems) this.log.warn(`${place}: ${text}`);
      this.contexts.useDefault(defaultContext(profiles, process.env));
    } catch (error) {
      this.#report(toDevOpsError(error, "read the AWS profiles"));
      this.contexts.useDefault(undefined);
    }
  }

  #contextsChanged(): void {
    this.log.info(`Pinned: ${this.contexts.pinned.map(contextLabel).join(", ") || "none"}`);
    void vscode.commands.executeCommand("setContext", HAS_CONTEXT, this.contexts.pinned.length > 0);
    this.trees.reset();
    this.now.reset();
  }

  #protectionChanged(): void {
    this.#statusBar.update();
    this.trees.reset();
  }

  #configurationChanged(change: vscode.ConfigurationChangeEvent): void {
    if (change.affectsConfiguration("http")) void this.#sessions?.then((sessions) => sessions.renew());
    if (change.affectsConfiguration("awsDevOps.protectedProfiles")) this.#protectionChanged();
  }

  /** For the log alone. Of a cause only the name and message: what the SDK keeps beside them holds signed requests. */
  #report(error: unknown): void {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? `\ncaused by ${error.cause.name}: ${error.cause.message}` : "";
    this.log.error(`${told}${cause}`);
  }
}

async function askMfaCode(serial: string): Promise<string> {
  const { askText } = await import("./dialogs.ts");
  return askText({
    title: "AWS multi-factor authentication",
    prompt: `Code of ${serial}`,
    stays: true,
    secret: true,
    validate: (value) => (/^\d{6}$/.test(value) ? undefined : "Six digits"),
  });
}
