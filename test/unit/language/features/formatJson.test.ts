import { describe, expect, it } from "vitest";
import { format } from "../../../../src/language/features/format.ts";
import { templates } from "../fixtures.ts";

const STYLE = { indent: 2 };

describe("templates in JSON", () => {
  it("have a member or an item a line, and strings and numbers as they are written", () => {
    const written = '{"Resources":{ "A" :{"Type":"AWS::SNS::Topic","Properties":{"Tags":[ ], "X": {},\n\n"N":[1.50,-2e3,"a\\"{,:b\\u00e9"]}}}}';
    const formatted = `{
  "Resources": {
    "A": {
      "Type": "AWS::SNS::Topic",
      "Properties": {
        "Tags": [],
        "X": {},
        "N": [
          1.50,
          -2e3,
          "a\\"{,:b\\u00e9"
        ]
      }
    }
  }
}
`;
    expect(format(written, STYLE)).toBe(formatted);
    expect(format(formatted, STYLE)).toBeUndefined();
    expect(format(formatted, { indent: 4 })).toBe(formatted.replaceAll(/^ +/gm, (blanks) => blanks + blanks));
    expect(format(formatted.replaceAll("\n", "\r\n"), STYLE)).toBeUndefined();
  });

  it("stay as they are with a mistake or a comment", () => {
    expect(format('{"Resources": {}', STYLE)).toBeUndefined();
    expect(format('{"Resources": {} // none\n}', STYLE)).toBeUndefined();
  });

  it.each(templates.filter(({ name }) => name.endsWith(".json")))("$name stands for the same", ({ text }) => {
    const formatted = format(JSON.stringify(JSON.parse(text)), STYLE) ?? "";
    expect(JSON.parse(formatted)).toEqual(JSON.parse(text));
    expect(formatted).toBe(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`);
  });
});
