import { type Random, randomOf } from './random.ts';
import type { Instant, Product, ShopPlan, Stock, TaxClass, Variant } from './types.ts';

interface Pattern {
  readonly title: string;
  readonly taxClass: TaxClass;
  readonly kind: 'goods' | 'digital' | 'gift card';
  readonly option: string;
  readonly values: readonly string[];
}

const goods = (title: string, option = '', values: readonly string[] = ['']): Pattern => {
  return { title, taxClass: 'standard', kind: 'goods', option, values };
};

const PATTERNS: readonly Pattern[] = [
  goods('Stoneware Mug', 'Colour', ['White', 'Blue', 'Black']),
  goods('Logo Tee', 'Size', ['S', 'M', 'L', 'XL']),
  { ...goods('Pattern Book'), taxClass: 'reduced' },
  goods('Tea Towel'),
  { title: 'Sewing Guide (PDF)', taxClass: 'standard', kind: 'digital', option: '', values: [''] },
  goods('Candle', 'Scent', ['Fig', 'Cedar']),
  { ...goods('Loose Leaf Tea', 'Weight', ['100 g', '250 g']), taxClass: 'reduced' },
  goods('Print', 'Format', ['A4', 'A3']),
  { title: 'Gift Card', taxClass: 'none', kind: 'gift card', option: '', values: [''] },
  goods('Apron'),
  goods('Cushion', 'Cloth', ['Linen', 'Wool']),
  goods('Key Ring'),
];

/** What a shop sells from its first day; the same plan and seed give the same products, prices and stock. */
export function catalogue(plan: ShopPlan, seed: number, at: Instant, nextId: () => number): Product[] {
  const random = randomOf(seed, plan.key, 'catalogue');
  return Array.from({ length: plan.products }, (_, index) => {
    const pattern = PATTERNS[index % PATTERNS.length] ?? goods('Thing');
    const round = Math.floor(index / PATTERNS.length);
    return product(plan, pattern, round, at, random, nextId);
  });
}

function product(
  plan: ShopPlan,
  pattern: Pattern,
  round: number,
  createdAt: Instant,
  random: Random,
  nextId: () => number,
): Product {
  const { kind, taxClass, option, values } = pattern;
  const title = round === 0 ? pattern.title : `${pattern.title} No. ${round + 1}`;
  const id = nextId();
  const price = kind === 'gift card' ? 50 * major(plan) : random.between(plan.currency.decimals === 0 ? 3 : 300, 9000);
  const variants = values.map((value): Variant => {
    const dearer = values.indexOf(value) * random.between(0, major(plan));
    const stock = kind === 'goods' ? stockOf(plan, random) : {};
    return { id: nextId(), sku: skuOf(title, value), title: value, price: price + dearer, stock };
  });
  return {
    id,
    title,
    createdAt,
    taxClass,
    ships: kind === 'goods',
    isGiftCard: kind === 'gift card',
    option,
    variants,
  };
}

/** One major unit in minor ones. */
const major = ({ currency }: ShopPlan): number => 10 ** currency.decimals;

function stockOf({ warehouses }: ShopPlan, random: Random): Record<string, Stock> {
  return Object.fromEntries(warehouses.map(({ key }) => [key, { onHand: random.between(20, 200), committed: 0 }]));
}

/** 'Stoneware Mug', 'Blue' → 'STONEWARE-MUG-BLUE': the same goods have the same SKU in every shop. */
function skuOf(title: string, value: string): string {
  return `${title} ${value}`
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
