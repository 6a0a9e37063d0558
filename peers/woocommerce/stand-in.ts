import { postOver } from '../../sandbox/faces/courier.ts';
import { startWooCommerce } from '../../sandbox/faces/woocommerce/index.ts';
import { Faults } from '../../sandbox/faults/faults.ts';
import { MACHINE } from '../../sandbox/timers.ts';
import { Driver } from '../../sandbox/world/driver.ts';
import { SHOPS } from '../../sandbox/world/plans.ts';
import { World } from '../../sandbox/world/world.ts';

const SEED = 23;
const DAY_MS = 86_400_000;
/** How long ago it opened: all that became of its orders is over. */
const OPENED_DAYS = 90;
const TRADED_DAYS = 2;

/** The sandbox's WooCommerce with some orders in it, on the machine's clock; nobody trades there any more. */
export async function startStandIn() {
  const [shop] = SHOPS.filter(({ platform }) => platform === 'woocommerce');
  if (shop === undefined) throw new Error('the sandbox has no WooCommerce');
  const start = Date.now() - OPENED_DAYS * DAY_MS;
  const world = World.create({ seed: SEED, shops: [shop], start });
  world.advance(start + TRADED_DAYS * DAY_MS);
  world.rest();
  const face = await startWooCommerce({
    world,
    shop: shop.key,
    seed: SEED,
    faults: new Faults(SEED),
    port: 0,
    timers: MACHINE,
    post: postOver(fetch, 10_000),
    patienceMs: 1_000,
  });
  world.advance(Date.now());
  const driver = new Driver(world, { timers: MACHINE, speed: 1, limit: Date.now });
  driver.start(() => void face.deliver());
  const stop = async () => {
    driver.stop();
    await face.stop();
  };
  return { credentials: face.credentials, stop };
}
