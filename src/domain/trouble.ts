/** What a person can put right: one line with the cause and the remedy. Shown without a stack. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly remedy: string;

  constructor(cause: string, remedy: string, options?: ErrorOptions) {
    super(`${cause}: ${remedy}`, options);
    this.remedy = remedy;
  }
}
