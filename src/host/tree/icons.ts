import { type Standing, standings } from "../../base/standing.ts";

/** How what every service knows of its runs looks: the same everywhere. */
export const statusIcons = Object.fromEntries(Object.entries(standings).map(([standing, { icon }]) => [standing, icon])) as Readonly<
  Record<Standing, { readonly id: string; readonly color: string }>
>;
