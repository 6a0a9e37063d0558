/** Adds decimal strings of one currency exactly; the result has as many decimals as the longest of them. */
export function sumDecimals(decimals: Iterable<string>): string {
  let units = 0n;
  let scale = 0;
  for (const decimal of decimals) {
    const point = decimal.indexOf('.');
    const own = point < 0 ? 0 : decimal.length - point - 1;
    if (own > scale) {
      units *= 10n ** BigInt(own - scale);
      scale = own;
    }
    units += BigInt(decimal.replace('.', '')) * 10n ** BigInt(scale - own);
  }
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${units < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}
