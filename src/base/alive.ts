/**
 * Whether there is a process with this id, as far as can be told from here: ids are given again.
 * @param signal sends a signal, as `process.kill` does: 0 is none, and fails where there is no such process
 */
export function isAlive(pid: number, signal: (pid: number, signal: 0) => unknown): boolean {
  try {
    signal(pid, 0);
    return true;
  } catch (error) {
    // somebody else's process is there all the same
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
