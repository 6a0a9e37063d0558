/** As wide as its longest figure with all the decimals of its column, so that none is cut and no room is lost. */
export function widthOfMoney(figures: readonly (string | null)[], places: number, title: string): number {
  const whole = figures.reduce((most, figure) => Math.max(most, (figure?.split('.')[0] ?? '').length), 1);
  const characters = whole + Math.floor((whole - 1) / 3) + (places === 0 ? 0 : places + 1);
  return 20 + Math.max(7.5 * title.length, 9 * characters);
}
