import { roomOfKinds } from "../../host/kinds/start.ts";
import { actions } from "./actions.ts";
import { environmentAttention } from "./attention.ts";
import { applications } from "./kinds.ts";
import { manifest } from "./manifest.ts";

/** Elastic Beanstalk: applications, how their environments are and why, and the versions that can be deployed. */
export const room = roomOfKinds(manifest, {
  roots: [applications],
  actions,
  api: async (session) => new (await import("./api.ts")).BeanstalkApi(session),
  attention: environmentAttention,
});
