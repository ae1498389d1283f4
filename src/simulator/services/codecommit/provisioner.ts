import type { SimulatedClock } from "../../clock.ts";
import { textOf } from "../../resources/provisioner.ts";
import type { Provisioner } from "../../resources/provisioner.ts";
import { repositoryIdOf } from "./repositories.ts";
import type { RepositoryStore } from "./repositories.ts";

/** Repositories of stacks; what a template lays into a new one is not simulated: it is empty. */
export function repositoryProvisioner(store: RepositoryStore, clock: SimulatedClock): Provisioner {
  const byId = (id: string) => store.all().find(({ name }) => repositoryIdOf(store, name) === id);
  return {
    has: (name) => store.find(name) !== undefined,
    put(id, { RepositoryName: given, RepositoryDescription: told }) {
      const known = byId(id);
      const description = textOf(told) ?? "";
      if (known === undefined) {
        store.add({ name: textOf(given) ?? id, description, created: clock.now(), seed: undefined });
      } else {
        known.description = description;
      }
    },
    remove(id) {
      const known = byId(id);
      if (known !== undefined) {
        store.remove(known.name);
      }
    },
  };
}
