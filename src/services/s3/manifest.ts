import type { RoomManifest } from "../../base/manifest.ts";

export const manifest = {
  id: "s3",
  title: "S3",
  about: "buckets, prefixes and objects; open texts, pictures and what archives hold, download, upload, delete and undelete",
  view: "infrastructure",
  order: 3,
  tree: {
    icon: "archive",
    console: "s3/buckets",
    filter: "Name contains",
    none: "No bucket in this region",
  },
  offers: { linkTarget: ["s3:**"] },
  // buckets' ARNs have neither region nor account
  types: { "AWS::S3::Bucket": { arn: "arn:{partition}:s3:::{id}", console: "s3/buckets/{id}" } },
  providers: { S3: { revision: "S3_OBJECT_VERSION_ID" } },
  commands: {
    show: { title: "Show bucket…", icon: "search" },
    open: { title: "Open object…", icon: "go-to-file", menu: ["1_open@1"] },
    download: { title: "Download…", icon: "cloud-download", menu: ["inline@1", "1_open@2"] },
    copyUri: { title: "Copy S3 URI", icon: "copy", menu: ["1_open@3"] },
    upload: { title: "Upload file…", icon: "cloud-upload", menu: ["inline@1", "2_run@1"] },
    undelete: { title: "Undelete object…", icon: "discard", menu: ["2_run@2"] },
    delete: { title: "Delete object…", icon: "trash", menu: ["9_danger@1"] },
  },
  calls: [
    {
      service: "S3",
      read: ["ListBuckets", "ListObjectsV2", "ListObjectVersions", "GetObject", "GetBucketVersioning"],
      write: [
        "PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload",
        "DeleteObject",
      ],
      actions: {
        ListBuckets: ["s3:ListAllMyBuckets"],
        ListObjectsV2: ["s3:ListBucket"],
        ListObjectVersions: ["s3:ListBucketVersions"],
        CreateMultipartUpload: ["s3:PutObject"],
        UploadPart: ["s3:PutObject"],
        CompleteMultipartUpload: ["s3:PutObject"],
        DeleteObject: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      },
    },
  ],
} as const satisfies RoomManifest;
