/** What a person can put right: one line with the cause and the remedy. Shown without a stack. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly remedy: string;

  constructor(cause: string, remedy: string, options?: ErrorOptions) {
    super(`${cause}: ${remedy}`, options);
    this.remedy = remedy;
  }

  /** Cause and remedy apart. */
  inParts(): { readonly cause: string; readonly remedy: string } {
    return { cause: this.message.slice(0, -this.remedy.length - 2), remedy: this.remedy };
  }
}

/** What was asked for is not there. */
export class Missing extends Trouble {}
