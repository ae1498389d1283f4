import { joined, plural } from "../../base/text.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { images, repositories } from "./kinds.ts";
import { canScan, imageName, pullCommand, scanText } from "./model.ts";

export const actions = {
  scan: write(images, {
    operation: "StartImageScan",
    verb: "Scan",
    fits: canScan,
    none: "every image is scanned all the time, or being scanned",
    plan: ({ item: image, up }) => ({
      title: `Scan image ${imageName(image)} of ${up(repositories).name}`,
      changes: [{ what: "Scan", before: scanText(image), after: "a new one, against what is known today" }],
      undo: "nothing has to be: a scan changes no image. Each image can be scanned once in 24 hours.",
      resource: up(repositories).name,
    }),
    send: ({ api, item: { digest }, up }) => api.startScan(up(repositories).name, digest),
  }),

  copyPull: look(images, {
    fits: ({ isArchived }) => !isArchived,
    none: "every image is in the archive",
    run: ({ item, up }, { ask }) => ask.copy(pullCommand(up(repositories), item)),
  }),

  showUsers: look(images, {
    async run({ item: image, up, context }, { ask, imageUsers, open }) {
      const { name, uri } = up(repositories);
      const title = `${name}:${imageName(image)}`;
      const { users, failures } = await ask.wait(`Looking for what runs ${title}`, (signal) => imageUsers({ uri, ...image }, context, signal));
      const unseen = failures.map(({ message }) => message);
      const [failure] = failures;
      if (users.length === 0 && failure !== undefined) throw failure;
      if (users.length === 0) {
        await ask.tell(`No service, task or function in ${context.region} runs ${title}.`);
        return;
      }
      const choices = users.map((value) => ({ label: value.label, description: value.detail, id: `${value.ref.service} ${value.ref.resource}`, value }));
      const { ref } = await ask.pick(`What runs ${title}`, joined([plural(users.length, "user"), ...unseen]), choices);
      await open(ref, context);
    },
  }),
};
