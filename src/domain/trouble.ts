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

/** A field of what was given is missing or wrong: whoever asks for it by its name can mark it. */
export class WrongField extends Trouble {
  readonly field: string;

  constructor(field: string, cause: string, remedy: string, options?: ErrorOptions) {
    super(cause, remedy, options);
    this.field = field;
  }
}

/** What was asked for is not there. */
export class Missing extends Trouble {}
