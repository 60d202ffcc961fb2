import { join } from 'node:path';
import { ROOT } from './engines/folder.ts';

/** Where the folders of tests that failed are kept until the next run; git ignores it. */
export const ARTEFACTS = join(ROOT, 'test-artefacts');
