import { formatAgo, timeLine } from "../../base/time.ts";
import { joined } from "../../base/text.ts";
import type { Kind } from "../../host/kinds/kind.ts";
import type { EcrApi } from "./api.ts";
import {
  type Finding,
  type Image,
  type Repository,
  countsText,
  fixText,
  imageName,
  scanText,
  sizeText,
  standingOfFinding,
  standingOfImage,
} from "./model.ts";

const pageOf = ({ registry, name }: Repository) => `ecr/repositories/private/${registry}/${name.split("/").map(encodeURIComponent).join("/")}`;

/** What the newest image tells of its repository. */
interface Newest {
  readonly newest: Image;
}

export const repositories: Kind<EcrApi, Repository, undefined, Newest> = {
  noun: "repository",
  icon: "archive",
  none: "No repository in this region",
  arn: "ecr:repository/{repository}",
  get below() {
    return [images];
  },
  list: (api, _service, { cursor, signal }) => api.listRepositories(cursor, signal),
  key: ({ name }) => name,
  tell: (repository, { newest }, { now }) => ({
    label: repository.name,
    facts: newest && [imageName(newest), newest.pushedAt === undefined ? undefined : `pushed ${formatAgo(newest.pushedAt, now)}`],
    tooltip: [
      repository.name,
      repository.uri,
      repository.mutability === undefined ? undefined : `Tags are ${repository.mutability.toLowerCase().replaceAll("_", " ")}`,
      repository.scansOnPush ? "Images are scanned when they are pushed" : undefined,
      timeLine("Created", repository.createdAt),
    ],
    page: pageOf(repository),
  }),
};

export const images: Kind<EcrApi, Image, Repository> = {
  noun: "image",
  icon: "package",
  none: "No image: nothing was pushed yet",
  // it has none, and is named as it is pulled
  arn: "ecr:repository/{repository}@{image}",
  filter: "Tag contains, or how it stands: failed",
  above: repositories,
  get below() {
    return [findings];
  },
  list: (api, { name }, { cursor, signal }) => api.listImages(name, cursor, signal),
  teach: ([newest]) => (newest === undefined ? {} : { newest }),
  key: ({ digest }) => digest,
  tell: (image, _more, { now, up }) => {
    const repository = up(repositories);
    return {
      label: imageName(image),
      name: image.digest,
      standing: standingOfImage(image),
      facts: [
        image.isArchived ? "archived: cannot be pulled" : undefined,
        scanText(image),
        sizeText(image.size),
        image.pushedAt === undefined ? undefined : `pushed ${formatAgo(image.pushedAt, now)}`,
      ],
      tooltip: [
        joined([repository.name, image.tags.join(", ") || imageName(image)], ":"),
        image.digest,
        image.counts && `Scan: ${countsText(image.counts)}`,
        image.scanDescription,
        timeLine("Scanned", image.scannedAt),
        timeLine("Pushed", image.pushedAt),
        timeLine("Pulled", image.pulledAt),
      ],
      page: `${pageOf(repository)}/_/image/${image.digest}/details`,
    };
  },
};

const findings: Kind<EcrApi, Finding, Image> = {
  noun: "finding",
  icon: "shield",
  none: "Nothing found, or never scanned",
  filter: "Name or package contains, or how bad it is: failed",
  above: images,
  list: (api, { digest }, { cursor, signal, up }) => api.listFindings(up(repositories).name, digest, cursor, signal),
  // one package that is there twice has the same finding twice
  key: ({ id, packages }) => [id, ...packages.map(({ name, version = "" }) => `${name} ${version}`)].join(" "),
  tell: (finding) => ({
    label: finding.id,
    name: finding.id,
    standing: standingOfFinding(finding),
    facts: [finding.severity.toLowerCase(), finding.packages.map(({ name, version }) => joined([name, version], " ")).join(", "), fixText(finding)],
    tooltip: [
      `${finding.id}: ${finding.severity.toLowerCase()}${finding.score === undefined ? "" : ` (${finding.score})`}`,
      finding.description,
      ...finding.packages.map(({ name, version = "", fixedIn }) => `${name} ${version}${fixedIn === undefined ? "" : ` → ${fixedIn}`}`),
      fixText(finding),
      finding.exploit === "YES" ? "An exploit is known" : undefined,
    ],
  }),
};
