// A process that imports files into a book and tells its counts at the end. The tests kill it, or its database.
import { woocommerce } from '../../src/connectors/woocommerce/index.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { importFiles } from './books.ts';

const [url = '', bookId, connectionId, ...files] = process.argv.slice(2);
const database = await openDatabase({ env: { DATABASE_URL: url }, home: '' });
const book = { bookId: Number(bookId), connectionId: Number(connectionId), connector: woocommerce };
const imported = await importFiles({ ...database, url }, book, files);
process.stdout.write(JSON.stringify(imported));
await database.close();
