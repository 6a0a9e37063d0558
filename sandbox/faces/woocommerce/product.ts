import { total } from '../../world/money.ts';
import type { Instant, Product, ProductChange, Variant } from '../../world/types.ts';
import { taxClassOf } from './items.ts';
import { linksOf } from './links.ts';
import { type Sheet, writerOf } from './order.ts';
import { dates } from './text.ts';

/** Stock of a variation moves the variation, not its product. */
export const MOVES_VARIABLE: ReadonlySet<ProductChange> = new Set(['product created', 'price changed']);
export const MOVES_PRODUCT: ReadonlySet<ProductChange> = new Set([...MOVES_VARIABLE, 'stock changed']);

/** Several variants are a variable product with variations; one is a simple product. */
export const isVariable = ({ variants }: Product): boolean => variants.length > 1;

/** A product as `GET /products/<id>` shows it. */
export function productJson(product: Product, modified: Instant, sheet: Sheet): Record<string, unknown> {
  const { plan, site } = sheet;
  const slug = slugOf(product.title);
  const variable = isVariable(product);
  const [first] = product.variants;
  return {
    id: product.id,
    name: product.title,
    slug,
    permalink: `${site}/product/${slug}/`,
    ...dates('date_created', product.createdAt, plan),
    ...dates('date_modified', modified, plan),
    type: variable ? 'variable' : 'simple',
    status: 'publish',
    featured: false,
    catalog_visibility: 'visible',
    description: '',
    short_description: '',
    sku: variable ? slug.toUpperCase() : (first?.sku ?? ''),
    ...pricesOf(product, variable, sheet),
    ...ofNoInterest(product),
    total_sales: 0,
    downloads: [],
    external_url: '',
    button_text: '',
    ...(variable || first === undefined ? UNKEPT : stockOf(first)),
    ...STOCK_RULES,
    sold_individually: false,
    shipping_required: product.ships,
    shipping_taxable: product.ships,
    reviews_allowed: true,
    average_rating: '0.00',
    rating_count: 0,
    upsell_ids: [],
    cross_sell_ids: [],
    parent_id: 0,
    purchase_note: '',
    categories: [{ id: 15, name: 'Uncategorized', slug: 'uncategorized' }],
    brands: [],
    tags: [],
    images: [],
    attributes: variable ? [attributeOf(product)] : [],
    default_attributes: [],
    variations: variable ? product.variants.map(({ id }) => id) : [],
    grouped_products: [],
    menu_order: 0,
    related_ids: [],
    meta_data: [],
    has_options: variable,
    post_password: '',
    global_unique_id: '',
    _links: linksOf(site, `/products/${product.id}`),
  };
}

/** A variation as `GET /products/<id>/variations` shows it. */
export function variationJson(
  product: Product,
  variant: Variant,
  modified: Instant,
  sheet: Sheet,
): Record<string, unknown> {
  const { plan, site } = sheet;
  const price = writerOf(sheet)(variant.price);
  const slug = slugOf(product.title);
  return {
    id: variant.id,
    type: 'variation',
    ...dates('date_created', product.createdAt, plan),
    ...dates('date_modified', modified, plan),
    description: '',
    permalink: `${site}/product/${slug}/?attribute_${slugOf(product.option)}=${encodeURIComponent(variant.title)}`,
    sku: variant.sku,
    global_unique_id: '',
    price,
    regular_price: price,
    sale_price: '',
    status: 'publish',
    ...ofNoInterest(product),
    ...stockOf(variant),
    ...STOCK_RULES,
    image: null,
    attributes: [{ id: 0, name: product.option, slug: slugOf(product.option), option: variant.title }],
    menu_order: 0,
    meta_data: [],
    name: variant.title,
    parent_id: product.id,
    _links: linksOf(site, `/products/${product.id}/variations/${variant.id}`, { up: `/products/${product.id}` }),
  };
}

/** The lowest of its variations' prices stands for a variable product, which has none of its own. */
function pricesOf({ variants }: Product, variable: boolean, sheet: Sheet): Record<string, string> {
  const write = writerOf(sheet);
  const prices = variants.map(({ price }) => price);
  const price = write(Math.min(...prices));
  return {
    price,
    regular_price: variable ? '' : price,
    sale_price: '',
    price_html: `<span class="woocommerce-Price-amount amount"><bdi>${price}</bdi></span>`,
  };
}

/** What sales and files of no kind say, alike in products and variations. */
function ofNoInterest(product: Product): Record<string, unknown> {
  return {
    date_on_sale_from: null,
    date_on_sale_from_gmt: null,
    date_on_sale_to: null,
    date_on_sale_to_gmt: null,
    on_sale: false,
    purchasable: true,
    virtual: !product.ships,
    downloadable: !product.ships && !product.isGiftCard,
    ...(product.variants.length > 1 ? { downloads: [] } : {}),
    download_limit: -1,
    download_expiry: -1,
    tax_status: product.taxClass === 'none' ? 'none' : 'taxable',
    tax_class: taxClassOf(product.taxClass),
    weight: '',
    dimensions: { length: '', width: '', height: '' },
    shipping_class: '',
    shipping_class_id: 0,
  };
}

const STOCK_RULES = { backorders: 'yes', backorders_allowed: true, backordered: false, low_stock_amount: null };
const UNKEPT = { manage_stock: false, stock_quantity: null, stock_status: 'instock' };

/** One figure: what is on hand and not ordered, in all warehouses together. */
function stockOf({ stock }: Variant): Record<string, unknown> {
  const levels = Object.values(stock);
  if (levels.length === 0) return UNKEPT;
  const quantity = total(levels.map(({ onHand, committed }) => onHand - committed));
  return { manage_stock: true, stock_quantity: quantity, stock_status: quantity > 0 ? 'instock' : 'onbackorder' };
}

function attributeOf({ option, variants }: Product): unknown {
  const options = variants.map(({ title }) => title);
  return { id: 0, name: option, slug: option, position: 0, visible: true, variation: true, options };
}

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
