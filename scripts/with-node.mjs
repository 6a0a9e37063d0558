// with-node.mjs FILE [ARGUMENT…]: runs FILE under the project's Node, whatever Node npm itself runs under.
import { runInOurPlace } from './runtime.mjs';

const [file, ...args] = process.argv.slice(2);
process.exitCode = await runInOurPlace(file, args);
