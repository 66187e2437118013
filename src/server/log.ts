/** One line on stderr; stdout belongs to the protocol. */
export function log(message: string): void {
  process.stderr.write(`llm-notes-mcp: ${message}\n`);
}

/** A fault of ours, with its stack: in the log only, never in an answer. */
export function logError(where: string, error: unknown): void {
  log(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
