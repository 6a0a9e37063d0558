const ALL = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** `_links` as WordPress 6.8 writes them. */
export function linksOf(site: string, path: string, more: Readonly<Record<string, string>> = {}, allow = ALL): unknown {
  const collection = path.slice(0, path.lastIndexOf('/'));
  const rest = Object.entries(more).map(([rel, to]) => [rel, [{ href: hrefOf(site, to) }]]);
  return {
    self: [{ href: hrefOf(site, path), targetHints: { allow } }],
    collection: [{ href: hrefOf(site, collection) }],
    ...Object.fromEntries(rest),
  };
}

export const hrefOf = (site: string, path: string): string => `${site}/wp-json/wc/v3${path}`;
