import {
  DescribeImageScanFindings$,
  DescribeImages$,
  DescribeRepositories$,
  ECRClient,
  ImageNotFoundException$,
  InvalidParameterException$,
  LimitExceededException$,
  ListImages$,
  RepositoryNotFoundException$,
  ScanNotFoundException$,
  StartImageScan$,
  ValidationException$,
} from "@aws-sdk/client-ecr";
import type * as EcrModule from "@aws-sdk/client-ecr";
import type { ImageIdentifier } from "@aws-sdk/client-ecr";
import { describeService } from "../../resources/descriptor.ts";
import { text } from "../../resources/inventory.ts";
import type { Resource } from "../../resources/inventory.ts";
import { AwsError } from "../../wire/errors.ts";
import { IMAGE, Images, REPOSITORY, noImage, noRepository } from "./images.ts";

const within = { type: REPOSITORY, by: "repositoryName", property: "Repository", missing: noRepository } as const;

const isImage = ({ id, aliases }: Resource, { imageDigest, imageTag }: ImageIdentifier) =>
  (imageDigest === undefined || imageDigest === id) && (imageTag === undefined || aliases?.includes(imageTag) === true);

const neverScanned = (one: Resource) =>
  new AwsError("ScanNotFoundException", `Image scan does not exist for the image with '${one.id}' in the repository with name '${text(one, "repositoryName")}'`);

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
    LimitExceededException$,
    ListImages$,
    RepositoryNotFoundException$,
    ScanNotFoundException$,
    StartImageScan$,
    ValidationException$,
  },
  client: (options) => new ECRClient(options),
  open: (state) => new Images(state),
  rules: {
    DescribeRepositories: { type: REPOSITORY, rows: "repositories", by: "repositoryNames", missing: noRepository, page: { standard: 100, most: 1000 } },
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
        imageScanStatus: (one, images) => images.scanStatus(one),
        imageScanFindingsSummary: (one, images) => {
          const scanned = images.scannedAt(one);
          return scanned && { findingSeverityCounts: images.counts(one), imageScanCompletedAt: scanned, vulnerabilitySourceUpdatedAt: scanned };
        },
      },
    },
    DescribeImageScanFindings: {
      type: IMAGE, rows: "imageScanFindings", within,
      where: (one, { imageId = {} }) => isImage(one, imageId),
      more([one], { repositoryName, imageId }, images) {
        if (one === undefined) {
          throw noImage(repositoryName);
        }
        const status = images.scanStatus(one);
        if (status === undefined) {
          throw neverScanned(one);
        }
        return { registryId: text(one, "registryId"), repositoryName, imageId: { ...imageId, imageDigest: one.id }, imageScanStatus: status };
      },
      row: (one, images) => ({
        findings: images.findings(one),
        enhancedFindings: images.enhancedFindings(one),
        findingSeverityCounts: images.counts(one),
        imageScanCompletedAt: images.scannedAt(one),
      }),
    },
  },
  handlers: (images) => ({
    StartImageScan({ repositoryName, imageId = {} }, { region }) {
      const one = images(region).image(repositoryName ?? "", (image) => isImage(image, imageId));
      return { registryId: text(one, "registryId"), repositoryName, imageId: { ...imageId, imageDigest: one.id }, imageScanStatus: images(region).scan(one) };
    },
  }),
});
