/**
 * Does something when all messages that have arrived are read. The connection reads one message per turn of the event loop
 * (`vscode-jsonrpc`, `triggerMessageQueue`), put off by `setImmediate` each: one turn of ours would run before the second
 * message. Two run behind it, and a message that comes in between puts the work off again.
 */
export function afterMessages(work: () => void): { cancel(): void } {
  let pending = setImmediate(() => {
    pending = setImmediate(work);
  });
  return { cancel: () => clearImmediate(pending) };
}
