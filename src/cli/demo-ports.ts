/** Of the demo's switchboard, and of its shops in their order. */
export interface DemoPorts {
  readonly control: number;
  readonly shops: readonly number[];
}

const SHOPS = 2;

/** The demo stands behind the program's own ports. */
export function demoPorts(lastPort: number): DemoPorts {
  return { control: lastPort + 1, shops: Array.from({ length: SHOPS }, (_, index) => lastPort + 2 + index) };
}

/** Where the demo's shops answer; nowhere without a demo. */
export function demoOrigins(ports: DemoPorts | null): ReadonlySet<string> {
  return new Set((ports?.shops ?? []).map((port) => `http://127.0.0.1:${port}`));
}
