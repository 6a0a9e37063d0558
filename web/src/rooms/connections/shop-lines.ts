/** What a shop whose platform sends no webhooks is given, so that it does. */
export interface ShopLines {
  /** The lines, as the platform's page of docs/ has them. */
  readonly text: string;
  /** The file of the shop that they become. */
  readonly file: string;
  /** What else is to be done there; '' where nothing is. */
  readonly also: string;
  /** Where more is said. */
  readonly page: string;
}

interface Place extends Omit<ShopLines, 'text'> {
  readonly load: () => Promise<{ readonly default: string }>;
}

const PLACES: Readonly<Record<string, Place>> = {
  medusa: {
    file: 'src/subscribers/bookkeeper.ts',
    also: '',
    page: 'docs/connect-medusa.md',
    load: () => import('../../../../docs/connect-medusa.md?raw'),
  },
  vendure: {
    file: 'bookkeeper.plugin.ts',
    also: 'Add BookkeeperPlugin to plugins of its config.',
    page: 'docs/connect-vendure.md',
    load: () => import('../../../../docs/connect-vendure.md?raw'),
  },
};

const LINES = /^```ts\n([\s\S]*?)^```$/m;

/** The lines of a platform; null where it needs none. */
export async function loadShopLines(platform: string): Promise<ShopLines | null> {
  const place = PLACES[platform];
  if (place === undefined) return null;
  const { load, ...rest } = place;
  const text = LINES.exec((await load()).default)?.[1];
  return text === undefined ? null : { ...rest, text };
}
