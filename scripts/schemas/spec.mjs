// What AWS's published resource specification knows of a type, as a JSON Schema, and what it knows beyond one.

/** @typedef {import("@aws-cdk/service-spec-types").SpecDatabase} Database */
/** @typedef {import("@aws-cdk/service-spec-types").Resource} Resource */
/** @typedef {import("@aws-cdk/service-spec-types").ResourceProperties} Properties */
/** @typedef {import("@aws-cdk/service-spec-types").PropertyType} PropertyType */
/** @typedef {Record<string, any>} Schema a JSON Schema that is being written */

/** Definitions lead back to themselves: deeper than this nothing new is found. */
const DEEPEST = 12;

/** @param {Record<string, string>} documentation @param {string} name @param {string | undefined} text */
function document(documentation, name, text) {
  if (text !== undefined && text !== "") documentation[name] ??= text;
}

/** Makes schemas of a resource's types, and collects the definitions that they need. */
class Writer {
  /** @type {Record<string, Schema>} */
  definitions;
  /** @type {Record<string, Record<string, string>>} */
  documentation;
  #database;

  /** @param {Database} database @param {Record<string, Schema>} definitions @param {Record<string, Record<string, string>>} documentation */
  constructor(database, definitions, documentation) {
    this.#database = database;
    this.definitions = definitions;
    this.documentation = documentation;
  }

  /** @param {PropertyType} type @returns {Schema} */
  schema(type) {
    switch (type.type) {
      case "string":
      case "integer":
        return { type: type.type, ...(type.allowedValues === undefined ? {} : { enum: type.allowedValues }) };
      case "number":
      case "boolean":
        return { type: type.type };
      case "date-time":
        return { type: "string" };
      case "array":
        return { type: "array", items: this.schema(type.element) };
      case "map":
        return { type: "object", patternProperties: { ".*": this.schema(type.element) } };
      case "tag":
        this.definitions["Tag"] ??= {
          type: "object",
          additionalProperties: false,
          properties: { Key: { type: "string" }, Value: { type: "string" } },
          required: ["Key"],
        };
        return { $ref: "#/definitions/Tag" };
      case "union":
        return { anyOf: type.types.map((one) => this.schema(one)) };
      case "ref":
        return this.#definition(type.reference);
      case "json":
      case "null":
        return { type: ["object", "string"] };
    }
  }

  /** @param {import("@aws-cdk/service-spec-types").DefinitionReference["reference"]} reference @returns {Schema} */
  #definition(reference) {
    const definition = this.#database.get("typeDefinition", reference);
    if (Object.keys(definition.properties).length === 0) return { type: ["object", "string"] };
    if (this.definitions[definition.name] === undefined) {
      this.definitions[definition.name] = {}; // it may lead back to itself
      this.definitions[definition.name] = this.object(definition.properties, definition.name);
    }
    return { $ref: `#/definitions/${definition.name}` };
  }

  /** @param {Properties} properties @param {string} owner @returns {Schema} */
  object(properties, owner) {
    const documentation = (this.documentation[owner] ??= {});
    const names = Object.keys(properties).toSorted();
    for (const name of names) document(documentation, name, properties[name]?.documentation);
    const required = names.filter((name) => properties[name]?.required === true);
    return {
      type: "object",
      additionalProperties: false,
      properties: Object.fromEntries(names.map((name) => [name, this.schema(/** @type {PropertyType} */ (properties[name]?.type))])),
      ...(required.length === 0 ? {} : { required }),
    };
  }
}

/**
 * The schema of a type that cfn-lint does not know yet.
 * @param {Database} database
 * @param {Resource} resource
 */
export function schemaOf(database, resource) {
  /** @type {Record<string, Schema>} */
  const definitions = {};
  /** @type {Record<string, Record<string, string>>} */
  const documentation = {};
  const schema = new Writer(database, definitions, documentation).object(resource.properties, "");
  const replacing = Object.keys(resource.properties).filter((name) => resource.properties[name]?.causesReplacement === "yes");
  Object.assign(schema, {
    definitions,
    readOnlyProperties: Object.keys(resource.attributes).map((name) => `/properties/${name.replaceAll(".", "/")}`),
    createOnlyProperties: replacing.map((name) => `/properties/${name}`),
    primaryIdentifier: (resource.primaryIdentifier ?? []).map((name) => `/properties/${name}`),
  });
  return { schema, documentation };
}

/**
 * Adds to a schema the properties that the specification has and it lacks, with what they need.
 * @param {Database} database
 * @param {Resource} resource
 * @param {Schema} schema changed
 * @returns {Record<string, Record<string, string>>} the documentation
 */
export function widen(database, resource, schema) {
  /** @type {Record<string, Record<string, string>>} */
  const documentation = {};
  const definitions = (schema["definitions"] ??= {});
  const writer = new Writer(database, definitions, documentation);
  /** @type {Set<unknown>} */
  const seen = new Set();

  /** @param {Schema | boolean | undefined} node @returns {[Schema, string | undefined]} the schema, and the name of its definition */
  const resolve = (node) => {
    let found = typeof node === "object" ? node : {};
    /** @type {string | undefined} */
    let name;
    for (let hops = 0; typeof found["$ref"] === "string" && hops < DEEPEST; hops += 1) {
      name = found["$ref"].split("/").at(-1);
      found = definitions[name ?? ""] ?? {};
    }
    return [found, name];
  };

  /** @param {Properties} ours @param {Schema} theirs @param {string | undefined} owner @param {number} depth */
  const object = (ours, theirs, owner, depth) => {
    if (seen.has(theirs) || depth > DEEPEST) return;
    seen.add(theirs);
    /** @type {Record<string, Schema>} */
    const properties = theirs["properties"] ?? {};
    const names = owner === undefined ? {} : (documentation[owner] ??= {});
    const isClosed = theirs["additionalProperties"] === false && Object.keys(properties).length > 0;
    for (const [name, { type, documentation: text }] of Object.entries(ours)) {
      document(names, name, text);
      if (properties[name] !== undefined) value(type, properties[name], depth + 1);
      else if (isClosed && theirs["patternProperties"] === undefined) properties[name] = writer.schema(type);
    }
  };

  /** @param {PropertyType} ours @param {Schema | boolean | undefined} theirs @param {number} depth */
  const value = (ours, theirs, depth) => {
    const [schemaOfValue, name] = resolve(theirs);
    if (ours.type === "ref") object(database.get("typeDefinition", ours.reference).properties, schemaOfValue, name, depth);
    else if (ours.type === "array") value(ours.element, schemaOfValue["items"], depth + 1);
    else if (ours.type === "map") value(ours.element, Object.values(schemaOfValue["patternProperties"] ?? {})[0], depth + 1);
    else if (ours.type === "union") for (const one of ours.types) value(one, theirs, depth + 1);
  };

  object(resource.properties, schema, "", 0);
  return documentation;
}
