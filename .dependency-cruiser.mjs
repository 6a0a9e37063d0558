// Imports point down only: cli, http → engine → books → storage, connectors → domain (ARCHITECTURE.md).
const within = (room) => `^src/${room}/`;

/** A room of src may import from itself and from the rooms listed, nothing else of src. */
const mayImport = (room, ...rooms) => ({
  name: `${room}-imports-down`,
  severity: 'error',
  comment: `src/${room} may import ${rooms.length === 0 ? 'nothing of src but itself' : rooms.join(', ')}`,
  from: { path: within(room) },
  to: { path: '^(src|test|bench|web|sandbox)/', pathNot: [room, ...rooms].map(within) },
});

const standsAlone = (folder) => ({
  name: `${folder.replace('/', '-')}-stands-alone`,
  severity: 'error',
  comment: `${folder} is a second opinion: what it shared with src, both could get wrong`,
  from: { path: `^${folder}/` },
  to: { path: '^src/' },
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
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The TypeScript 7 package has no parser to offer; swc also sees imports of types, which are imports all the same.
    parser: 'swc',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
