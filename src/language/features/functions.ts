/** A parameter of an intrinsic function. */
export interface FunctionParameter {
  readonly name: string;
  readonly about: string;
  /** What a snippet puts in its place: an example, or what is most often written. */
  readonly example?: string;
}

/** An intrinsic function as it is told and written. */
export interface FunctionAbout {
  /** The long name. */
  readonly name: string;
  readonly about: string;
  /** Whether the argument is one value or a list of the parameters. */
  readonly form: "value" | "list";
  readonly parameters: readonly FunctionParameter[];
  /** Where it may be used: in conditions (and rules) alone, with a transform alone, or anywhere. */
  readonly where: "conditions" | "extended" | "anywhere";
}

const value = (name: string, about: string, parameter: FunctionParameter, where: FunctionAbout["where"] = "anywhere"): FunctionAbout => ({
  name, about, form: "value", parameters: [parameter], where,
});

const list = (name: string, about: string, parameters: readonly FunctionParameter[], where: FunctionAbout["where"] = "anywhere"): FunctionAbout => ({
  name, about, form: "list", parameters, where,
});

const CONDITION = { name: "condition", about: "A condition: a function of conditions, or `Condition` with a name." };

/** From "Intrinsic function reference" of CloudFormation's user guide. */
export const FUNCTIONS_ABOUT: readonly FunctionAbout[] = [
  value("Ref", "The value of a parameter, or the identifier of a resource.", { name: "logicalName", about: "A parameter, a resource or a pseudo parameter." }),
  value("Fn::GetAtt", "The value of an attribute of a resource.", { name: "logicalName.attribute", about: "A resource of this template and, behind the dot, what is asked of it." }),
  value("Fn::Sub", "A text in which variables are replaced by their values: `${Name}` or `${Name.Attribute}`. `${!Name}` stays as it is.", { name: "text", about: "The text. With variables of its own, a list of the text and a mapping of them." }),
  list("Fn::Join", "Texts in one, with a delimiter between them.", [
    { name: "delimiter", about: "What stands between two texts. It may be empty.", example: '""' },
    { name: "values", about: "The list of the texts.", example: "[]" },
  ]),
  list("Fn::If", "One of two values, by whether a condition holds.", [
    { name: "condition", about: "The name of a condition." },
    { name: "valueIfTrue", about: "What it gives where the condition holds." },
    { name: "valueIfFalse", about: "What it gives where it does not; `AWS::NoValue` takes the property away." },
  ]),
  list("Fn::FindInMap", "A value out of a mapping.", [
    { name: "mapName", about: "A mapping of this template." },
    { name: "topLevelKey", about: "The first key, such as a region." },
    { name: "secondLevelKey", about: "The second key, below the first." },
  ]),
  value("Fn::ImportValue", "A value that another stack exports in this account and region.", { name: "exportName", about: "The name that the other stack exports it under." }),
  list("Fn::Select", "One item of a list.", [
    { name: "index", about: "Which one, counted from 0.", example: "0" },
    { name: "values", about: "The list.", example: "[]" },
  ]),
  list("Fn::Split", "A list of the parts of a text.", [
    { name: "delimiter", about: "What stands between two parts.", example: '","' },
    { name: "source", about: "The text." },
  ]),
  value("Fn::Base64", "A text in Base64, as instances take their user data.", { name: "value", about: "The text." }),
  list("Fn::Cidr", "A list of CIDR blocks.", [
    { name: "ipBlock", about: "The block that is divided." },
    { name: "count", about: "How many there are to be, from 1 to 256.", example: "6" },
    { name: "cidrBits", about: "How many bits each has for addresses: 8 makes blocks of 256.", example: "8" },
  ]),
  value("Fn::GetAZs", "The availability zones of a region in which the account has default subnets, or all.", { name: "region", about: "A region; an empty text is the stack's.", example: '""' }),
  list("Fn::GetStackOutput", "An output of another stack, also of another region or account.", [
    { name: "stackName", about: "The stack." },
    { name: "outputName", about: "The output." },
  ], "extended"),
  value("Fn::Transform", "What a macro makes of this part of the template.", { name: "macro", about: "A mapping of the macro's `Name` and its `Parameters`." }),
  value("Fn::Length", "How many items a list has.", { name: "list", about: "The list." }, "extended"),
  value("Fn::ToJsonString", "A value as a text of JSON.", { name: "value", about: "A mapping or a list." }, "extended"),
  list("Fn::Equals", "Whether two values are the same. Upper and lower case count.", [
    { name: "value1", about: "The one." },
    { name: "value2", about: "The other." },
  ], "conditions"),
  list("Fn::And", "Whether all conditions hold.", [CONDITION, CONDITION], "conditions"),
  list("Fn::Or", "Whether one of the conditions holds.", [CONDITION, CONDITION], "conditions"),
  list("Fn::Not", "Whether a condition does not hold.", [CONDITION], "conditions"),
  value("Condition", "Whether another condition of the template holds.", { name: "name", about: "The condition's name." }, "conditions"),
];

const BY_NAME: ReadonlyMap<string, FunctionAbout> = new Map(FUNCTIONS_ABOUT.map((one) => [one.name, one]));

/** What there is to say of a function. @param name the long one */
export function functionAbout(name: string): FunctionAbout | undefined {
  return BY_NAME.get(name);
}

/** `!Sub`, of `Fn::Sub`. */
export function shortName(name: string): string {
  return `!${name.replace("Fn::", "")}`;
}

/** The functions that may be used in a section. */
export function functionsIn(section: string, isExtended: boolean): FunctionAbout[] {
  const isCondition = section === "Conditions" || section === "Rules";
  return FUNCTIONS_ABOUT.filter(({ where }) => (where === "conditions" ? isCondition : where === "anywhere" || isExtended));
}

/** A function's argument as a snippet. */
export function argumentSnippet({ form, parameters, name }: FunctionAbout, isJson: boolean): string {
  if (name === "Fn::GetAtt" && isJson) return '["$1", "$2"]';
  if (name === "Fn::Transform") return isJson ? '{"Name": "$1", "Parameters": {$2}}' : "{Name: $1, Parameters: {$2}}";
  const quoted = isJson || name === "Fn::Sub";
  const part = ({ example }: FunctionParameter, index: number) => {
    if (example === '""' || example === '","') return `"\${${index + 1}:${example.slice(1, -1)}}"`;
    if (example === "[]") return `[$${index + 1}]`;
    if (example !== undefined) return `\${${index + 1}:${example}}`;
    return quoted ? `"$${index + 1}"` : `$${index + 1}`;
  };
  const parts = parameters.map(part);
  return form === "list" ? `[${parts.join(", ")}]` : (parts[0] ?? "");
}
