import type { Page } from "@playwright/test";

/** What the browser's databases hold of the editor's state in which a text stands, as one text. */
export async function storedState(page: Page, text: string): Promise<string> {
  return page.evaluate(async (part) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(new Error(String(request.error))));
      });
    const found: string[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      if (!name.startsWith("vscode-web-state-db")) continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) found.push(...(await done(database.transaction(store).objectStore(store).getAll())).map(String));
      database.close();
    }
    return found.filter((one) => one.includes(part)).join("\n");
  }, text);
}
