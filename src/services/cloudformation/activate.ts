import type { RoomHost } from "../../host/room.ts";
import { TemplateTitle } from "./templateTitle.ts";
import { TemplateWatch } from "./templateWatch.ts";

/** Templates are watched from the first document on of a language that they are written in. */
export function activate(host: RoomHost): void {
  host.own(new TemplateTitle());
  host.own(new TemplateWatch(host));
}
