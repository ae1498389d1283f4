import { awsCommand } from "../../base/awsCommand.ts";
import { look, write } from "../../host/kinds/kindRoom.ts";
import { openUser } from "../../host/kinds/openUser.ts";
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

  copyLogin: look(repositories, {
    run({ item: { uri }, context }, { ask }) {
      const [registry = uri] = uri.split("/");
      return ask.copy(`${awsCommand(context, "ecr", "get-login-password")} | docker login --username AWS --password-stdin ${registry}`);
    },
  }),

  showUsers: look(images, {
    async run({ item: image, up, context }, tools) {
      const { name, uri } = up(repositories);
      const title = `${name}:${imageName(image)}`;
      const none = `No service, task or function in ${context.region} runs ${title}.`;
      const words = { looking: `Looking for what runs ${title}`, title: `What runs ${title}`, none };
      await openUser(tools, context, words, (signal) => tools.imageUsers({ uri, ...image }, context, signal));
    },
  }),
};
