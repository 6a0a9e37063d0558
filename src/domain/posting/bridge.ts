import { type Minor, minor, share } from '../money/minor.ts';

/**
 * An order's running balance between what was sold and what was paid (accounting.md 10), in its own currency, with
 * the base amount it carries. Debit (receivable) is positive, credit (deposits) negative.
 *
 * What moves against the standing side takes that side's carried base, the rest comes in at its own
 * (accounting.md 25): a foreign deposit is released at the rate it came in at.
 */
export class Bridge {
  #balance = 0;
  #base = 0;

  get balance(): Minor {
    return minor(this.#balance);
  }

  /** Base amount carried by the balance. */
  get base(): Minor {
    return minor(this.#base);
  }

  /**
   * Moves the balance and returns the base amount of the leg on the bridge. `worth` is what an amount would be worth by
   * itself, asked only for what does not settle; where the leg's base differs from the movement's own, the caller books
   * the difference (FX), or takes the bridge's (recognition).
   */
  move(amount: Minor, worth: (amount: Minor) => Minor): Minor {
    const isAgainst = this.#balance !== 0 && amount !== 0 && this.#balance < 0 !== amount < 0;
    const settled = isAgainst ? Math.sign(amount) * Math.min(Math.abs(amount), Math.abs(this.#balance)) : 0;
    const carried = settled === 0 ? 0 : share(minor(-this.#base), settled, -this.#balance);
    const rest = minor(amount - settled);
    const base = minor(carried + (rest === 0 ? 0 : worth(rest)));
    this.#balance += amount;
    this.#base += base;
    return base;
  }
}
