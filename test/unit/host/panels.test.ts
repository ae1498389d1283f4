import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as vscode from "vscode";
import { Disposable } from "../../../src/base/dispose.ts";
import { type PanelPort, type PanelSpec, Panels } from "../../../src/host/panels.ts";
import { panels as made } from "../../editorPanels.ts";

class Controller extends Disposable {
  readonly title = "log of web";

  constructor(port: PanelPort) {
    super();
    this.register(port.transport.onMessage(() => undefined));
    this.register(port.onDidChangeVisibility(() => undefined));
    port.visible();
  }
}

const reported: unknown[] = [];
let panels: Panels;
let begin: () => void;
let port: PanelPort | undefined;
let controller: Controller | undefined;

/** A kind of panel whose code is loaded when the test says so. */
const spec = (): PanelSpec => {
  const loaded = new Promise<void>((resolve) => (begin = resolve));
  return {
    type: "logView",
    bundle: "logs",
    connect: async (_address, given) => {
      port = given;
      await loaded;
      controller = new Controller(given);
      return controller;
    },
  };
};

beforeEach(() => {
  reported.length = 0;
  made.length = 0;
  controller = undefined;
  panels = new Panels(vscode.Uri.file("/extension"), (error) => reported.push(error));
});
afterEach(() => panels.dispose());

describe("a tab that is closed while its code is loaded", () => {
  it("is no failure, and leaves nothing behind", async () => {
    const shown = panels.show(spec(), { group: "web" }, "web");
    made[0]?.dispose();
    begin();
    await shown;
    expect(reported).toEqual([]);
    expect(controller?.isDisposed).toBe(true);
  });

  it("is opened anew by the next click", async () => {
    const first = panels.show(spec(), { group: "web" }, "web");
    made[0]?.dispose();
    begin();
    await first;
    const again = panels.show(spec(), { group: "web" }, "web");
    begin();
    await again;
    expect([made.length, controller?.isDisposed]).toEqual([2, false]);
  });
});

describe("what arrives after a tab was closed", () => {
  it("is for nobody", async () => {
    const shown = panels.show(spec(), { group: "web" }, "web");
    begin();
    await shown;
    port?.transport.post("a");
    made[0]?.dispose();
    port?.transport.post("b");
    port?.setTitle("another");
    expect([made[0]?.posted, port?.visible(), reported]).toEqual([["a"], false, []]);
  });
});
