/** A fault in the content, with the file it is in, for somebody who will mend it. */
export interface Problem {
  /** Path within the content folder. */
  readonly file: string;
  /** Key, line or id within the file, where there is one. */
  readonly where?: string;
  readonly message: string;
}

export class Problems {
  readonly all: Problem[] = [];

  add(file: string, message: string, where?: string): void {
    this.all.push({ file, message, ...(where === undefined ? {} : { where }) });
  }
}

export function formatProblem({ file, where, message }: Problem): string {
  return where === undefined ? `${file}: ${message}` : `${file}: ${where}: ${message}`;
}
