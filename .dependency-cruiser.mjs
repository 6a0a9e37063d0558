// Imports point down only: cli, http → engine → books → storage, connectors → domain (ARCHITECTURE.md).
const within = (room) => `^src/${room}/`;

/** A room of src may import from itself and from the rooms listed, nothing else of src. */
const mayImport = (room, ...rooms) => ({
  name: `${room}-imports-down`,
  severity: 'error',
  comment: `src/${room} may import ${rooms.length === 0 ? 'nothing of src but itself' : rooms.join(', ')}`,
  from: { path: within(room) },
  to: { path: '^(src|test|bench|web)/', pathNot: [room, ...rooms].map(within) },
});

const standsAlone = (folder) => ({
  name: `${folder.replace('/', '-')}-stands-alone`,
  severity: 'error',
  comment: `${folder} is a second opinion: what it shared with src, both could get wrong`,
  from: { path: `^${folder}/` },
  to: { path: '^src/' },
});

/** A part of the dashboard may import from itself and from what is listed, nothing else of web. */
const webMayImport = (part, ...others) => ({
  name: `web-${part.replace(/\W.*/, '')}-imports-down`,
  severity: 'error',
  comment: `web/src/${part} may import ${[...others].join(', ')}`,
  from: { path: `^web/src/${part}` },
  to: { path: '^web/src/', pathNot: [part, ...others].map((each) => `^web/src/${each}`) },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'two files that need each other are one concept, or a third is missing',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'a file that nothing imports and that imports nothing is left over',
      from: { orphan: true, pathNot: ['\\.test\\.ts$', '^test/(setup|tidy)'] },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      comment: 'what runs in production imports no test helper',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: ['^test/', '\\.test\\.ts$'] },
    },
    mayImport('domain'),
    mayImport('connectors', 'domain'),
    mayImport('storage', 'domain'),
    mayImport('books', 'storage', 'connectors', 'domain'),
    mayImport('engine', 'books', 'storage', 'connectors', 'domain'),
    mayImport('http', 'engine', 'books', 'connectors', 'domain'),
    mayImport('cli', 'http', 'engine', 'books', 'connectors', 'domain'),
    standsAlone('test/oracle'),
    standsAlone('sandbox'),
    {
      name: 'sandbox-is-not-the-product',
      severity: 'error',
      comment: 'only what starts it knows the sandbox: its own command, and the demo',
      from: { path: '^src/', pathNot: '^src/cli/(commands/sandbox|demo-shops)\\.ts$' },
      to: { path: '^sandbox/' },
    },
    {
      name: 'web-talks-to-the-api',
      severity: 'error',
      comment: 'the dashboard knows the books by the HTTP API alone, and nothing imports the dashboard',
      from: { path: '^web/' },
      to: { path: '^(src|test|bench|sandbox)/' },
    },
    {
      name: 'web-is-imported-by-nobody',
      severity: 'error',
      comment: 'but for its types, by the test that holds them to what the API answers, and by invented answers',
      from: { pathNot: '^(web/|test/http/web-types\\.test\\.ts$|test/browser/invented/)' },
      to: { path: '^web/' },
    },
    {
      name: 'web-rooms-stand-apart',
      severity: 'error',
      comment: 'what two rooms share belongs to web/src/ui',
      from: { path: '^web/src/rooms/([^/]+)/' },
      to: { path: '^web/src/rooms/', pathNot: '^web/src/rooms/$1/' },
    },
    {
      name: 'web-rooms-are-opened-by-the-router',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/src/(router\\.tsx$|rooms/)' },
      to: { path: '^web/src/rooms/' },
    },
    webMayImport('money/', 'api/types'),
    webMayImport('words\\.ts'),
    webMayImport('api/', 'address/', 'money/'),
    webMayImport('address/', 'api/', 'money/'),
    webMayImport('ui/', 'address/', 'api/', 'money/', 'words'),
    webMayImport('rooms/', 'ui/', 'address/', 'api/', 'money/', 'words', 'shell/(rooms\\.ts|lost\\.tsx)$'),
    webMayImport('shell/', 'ui/', 'address/', 'api/', 'money/', 'words'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The TypeScript 7 package has no parser to offer; swc also sees imports of types, which are imports all the same.
    parser: 'swc',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
