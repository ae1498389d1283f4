import * as vscode from "vscode";
import { harmless, isolated, tooltipText } from "../../base/foreignText.ts";
import { facetsOf } from "./facets.ts";
import { Branch, type Row } from "./rows.ts";

// The one place where rows become what the editor draws: what others wrote is made harmless here.

/** A row for the editor. @param filter the one that its children are filtered with; isUnfolded: it was, in the window before */
export function treeItemOf(row: Row, { filter, isUnfolded }: { readonly filter: string | undefined; readonly isUnfolded: boolean }): vscode.TreeItem {
  const look = row.view();
  const item = new vscode.TreeItem(isolated(look.label, "label"), collapsible(row, look.expanded === true || isUnfolded));
  const description = [filter === undefined ? undefined : `“${filter}”`, look.description].filter((part) => part !== undefined);
  item.id = row.id;
  item.contextValue = contextValue(row, filter !== undefined);
  if (description.length > 0) item.description = isolated(description.join(" · "), "description");
  if (look.icon !== undefined) item.iconPath = themeIcon(look.icon);
  if (look.spoken !== undefined) item.accessibilityInformation = { label: harmless(look.spoken, "description") };
  if (look.command !== undefined) item.command = { command: look.command.id, title: look.command.title, arguments: [look.command.takesId === true ? row.id : row] };
  return item;
}

/** The row's item with what is told when the pointer rests on it. */
export function withTooltip(item: vscode.TreeItem, row: Row): vscode.TreeItem {
  item.tooltip = tooltipOf(row);
  return item;
}

/** Plain text: Markdown would make links of addresses, headings of dashes and pictures of marks that others wrote. */
export function tooltipOf(row: Row): string {
  const lines = row.tooltip();
  return tooltipText(lines.length === 0 ? [row.view().label] : lines);
}

function collapsible(row: Row, expanded: boolean | undefined): vscode.TreeItemCollapsibleState {
  if (!(row instanceof Branch) || row.isLeaf) return vscode.TreeItemCollapsibleState.None;
  return expanded === true ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function themeIcon(icon: { readonly id: string; readonly color?: string }): vscode.ThemeIcon {
  return icon.color === undefined ? new vscode.ThemeIcon(icon.id) : new vscode.ThemeIcon(icon.id, new vscode.ThemeColor(icon.color));
}

/** Sorted facets between semicolons, so that menus match one whole: `viewItem =~ /;startable;/`. */
function contextValue(row: Row, filtered: boolean): string {
  return `;${[...facetsOf(row, filtered)].toSorted().join(";")};`;
}
