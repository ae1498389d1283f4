import {
  DescribeImageScanFindings$,
  DescribeImages$,
  DescribeRepositories$,
  ECRClient,
  ImageNotFoundException$,
  InvalidParameterException$,
  ListImages$,
  RepositoryNotFoundException$,
} from "@aws-sdk/client-ecr";
import type * as EcrModule from "@aws-sdk/client-ecr";
import type { ImageIdentifier } from "@aws-sdk/client-ecr";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { IMAGE, Images, REPOSITORY } from "./images.ts";

const missing = (name: string) =>
  new AwsError("RepositoryNotFoundException", `The repository with name '${name}' does not exist in the registry`);
const within = { type: REPOSITORY, by: "repositoryName", property: "Repository", missing } as const;

const isImage = ({ id, aliases }: Resource, { imageDigest, imageTag }: ImageIdentifier) =>
  (imageDigest === undefined || imageDigest === id) && (imageTag === undefined || aliases?.includes(imageTag) === true);

const noImage = (repository: string | undefined) =>
  new AwsError("ImageNotFoundException", `The image requested does not exist within the repository with name '${repository}'`);

const scanned = ({ created }: Resource) => new Date(created + 40_000);

/** Amazon ECR. */
export const ecr = describeService<typeof EcrModule, Images>({
  name: "ecr",
  types: "AWS::ECR::",
  invalid: "InvalidParameterException",
  schemas: {
    DescribeImageScanFindings$,
    DescribeImages$,
    DescribeRepositories$,
    ImageNotFoundException$,
    InvalidParameterException$,
    ListImages$,
    RepositoryNotFoundException$,
  },
  client: (options) => new ECRClient(options),
  open: (state) => new Images(state),
  rules: {
    DescribeRepositories: { type: REPOSITORY, rows: "repositories", by: "repositoryNames", missing, page: { standard: 100, most: 1000 } },
    ListImages: {
      type: IMAGE, rows: "imageIds", within, page: { standard: 100, most: 1000 },
      row: ({ id, aliases = [] }) => ({ imageDigest: id, imageTag: aliases[0] }),
      where: ({ aliases = [] }, { filter }) => filter?.tagStatus === undefined || filter.tagStatus === "ANY" || (filter.tagStatus === "TAGGED") === aliases.length > 0,
    },
    DescribeImages: {
      type: IMAGE, rows: "imageDetails", within, page: { standard: 100, most: 1000 },
      where: (one, { imageIds }) => imageIds === undefined || imageIds.some((id) => isImage(one, id)),
      more(found, { imageIds = [], repositoryName }) {
        if (imageIds.some((id) => !found.some((one) => isImage(one, id)))) {
          throw noImage(repositoryName);
        }
        return {};
      },
      facts: {
        imageScanFindingsSummary: (one, images) => ({
          findingSeverityCounts: images.counts(one),
          imageScanCompletedAt: scanned(one),
          vulnerabilitySourceUpdatedAt: scanned(one),
        }),
      },
    },
    DescribeImageScanFindings: {
      type: IMAGE, rows: "imageScanFindings", within,
      where: (one, { imageId = {} }) => isImage(one, imageId),
      more([one], { repositoryName, imageId }) {
        if (one === undefined) {
          throw noImage(repositoryName);
        }
        const status = { status: "COMPLETE", description: "The scan was completed successfully." } as const;
        return { registryId: text(one, "registryId"), repositoryName, imageId: { ...imageId, imageDigest: one.id }, imageScanStatus: status };
      },
      row: (one, images) => ({ findings: images.findings(one), findingSeverityCounts: images.counts(one), imageScanCompletedAt: scanned(one) }),
    },
  },
});
