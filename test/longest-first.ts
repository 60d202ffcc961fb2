import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take a minute or more, mostly as they start engines; the longest first. */
const LONGEST = [
  'test/job/faults.test.ts',
  'test/job/table.test.ts',
  'test/whole/upgrade.test.ts',
  'test/job/same-table.test.ts',
  'test/conformance/queries.test.ts',
  'test/job/crowds.test.ts',
  'test/whole/aws.test.ts',
  'test/job/strangers.test.ts',
  'test/job/growth.test.ts',
  'test/erase/stack.test.ts',
  'test/faults/killed.test.ts',
  'test/faults/errors.test.ts',
  'test/hostile/state-files.test.ts',
];

/** Begins with the longest files, so that in the end no worker is at one while the others idle. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
