import * as vscode from "vscode";
import type { Profile } from "../aws/profiles.ts";
import { type AccountContext, contextLabel, isRegion, SIMULATED_STAGING } from "../base/context.ts";
import { cancelled } from "../base/errors.ts";

interface ContextItem extends vscode.QuickPickItem {
  readonly pick?: { readonly origin: AccountContext["origin"]; readonly profile: string; readonly region: string | undefined };
  readonly explore?: true;
}

/** Where the second simulated account has something; whatever else it has is not known before it runs. */
const STAGING_REGION = "eu-west-1";

const OTHER_REGION: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("globe"), tooltip: "Choose another region" };

/** What the picker shows: the profiles of this machine, the regions, and what is pinned. */
export interface PickerFacts {
  readonly title: string;
  readonly profiles: readonly Profile[];
  readonly regions: readonly string[];
  readonly pinned: readonly AccountContext[];
  readonly hasEnvironmentKeys: boolean;
}

/**
 * Asks for a profile and its region; a profile with a region of its own needs one choice alone.
 * @returns the context, or `explore` for the simulated account
 * @throws DevOpsError cancelled
 */
export async function pickContext(facts: PickerFacts): Promise<AccountContext | "explore"> {
  const { item, otherRegion } = await pickProfile(facts);
  if (item.explore === true) return "explore";
  if (item.pick === undefined) throw cancelled(facts.title);
  const { origin, profile, region } = item.pick;
  const chosen = region === undefined || otherRegion ? await pickRegion(facts, profile, region) : region;
  return { origin, profile, region: chosen };
}

async function pickProfile(facts: PickerFacts): Promise<{ item: ContextItem; otherRegion: boolean }> {
  const picker = vscode.window.createQuickPick<ContextItem>();
  picker.title = facts.title;
  picker.placeholder = "Profile (the globe chooses another region)";
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = contextItems(facts);
  try {
    return await new Promise((resolve, reject) => {
      picker.onDidAccept(() => {
        const [item] = picker.selectedItems;
        if (item !== undefined) resolve({ item, otherRegion: false });
      });
      picker.onDidTriggerItemButton(({ item }) => resolve({ item, otherRegion: true }));
      picker.onDidHide(() => reject(cancelled(facts.title)));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

function contextItems(facts: PickerFacts): ContextItem[] {
  const isPinned = (profile: string) => facts.pinned.filter((context) => context.profile === profile).map((context) => context.region);
  const profiles = facts.profiles.map((profile): ContextItem => {
    const regions = isPinned(profile.name);
    return {
      label: profile.name,
      iconPath: new vscode.ThemeIcon("account"),
      description: [profile.region ?? "no region", profile.source].join(" · "),
      ...(regions.length === 0 ? {} : { detail: `Pinned: ${regions.join(", ")}` }),
      buttons: [OTHER_REGION],
      pick: { origin: "profile", profile: profile.name, region: profile.region },
    };
  });
  const environment: ContextItem[] = facts.hasEnvironmentKeys
    ? [
        {
          label: "environment",
          iconPath: new vscode.ThemeIcon("terminal"),
          description: "keys of the environment variables",
          buttons: [OTHER_REGION],
          pick: { origin: "environment", profile: "environment", region: undefined },
        },
      ]
    : [];
  const none: ContextItem[] =
    profiles.length + environment.length > 0
      ? []
      : [{ label: "No profile found", iconPath: new vscode.ThemeIcon("info"), description: "run `aws configure` or `aws configure sso` in a terminal" }];
  return [
    ...environment,
    ...profiles,
    ...none,
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    {
      label: "Explore a simulated account",
      description: "runs on this machine, costs nothing",
      iconPath: new vscode.ThemeIcon("beaker"),
      explore: true,
    },
    {
      label: SIMULATED_STAGING,
      description: `${STAGING_REGION} · the second simulated account`,
      iconPath: new vscode.ThemeIcon("beaker"),
      buttons: [OTHER_REGION],
      pick: { origin: "simulated", profile: SIMULATED_STAGING, region: STAGING_REGION },
    },
  ];
}

async function pickRegion(facts: PickerFacts, profile: string, own: string | undefined): Promise<string> {
  const picker = vscode.window.createQuickPick();
  const known = [...new Set([...(own === undefined ? [] : [own]), ...facts.regions])];
  const items = (typed: string) => {
    const extra = isRegion(typed) && !known.includes(typed) ? [{ label: typed, description: "as typed" }] : [];
    return [...extra, ...known.map((label) => (label === own ? { label, description: "of the profile" } : { label }))];
  };
  picker.title = `${facts.title}: region for ${profile}`;
  picker.placeholder = "Region";
  picker.items = items("");
  picker.onDidChangeValue((typed) => {
    picker.items = items(typed);
  });
  try {
    return await new Promise((resolve, reject) => {
      picker.onDidAccept(() => {
        const [item] = picker.selectedItems;
        if (item !== undefined) resolve(item.label);
      });
      picker.onDidHide(() => reject(cancelled(facts.title)));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

/** Asks which pinned context is meant, where there is more than one. @throws DevOpsError cancelled */
export async function pickPinned(pinned: readonly AccountContext[], title: string): Promise<AccountContext> {
  const items = pinned.map((context) => ({ label: contextLabel(context), context }));
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: "Account and region" });
  if (chosen === undefined) throw cancelled(title);
  return chosen.context;
}
