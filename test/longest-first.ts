import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take a minute or more, mostly as they start engines, and the longest of the quick ones. */
const LONGEST = [
  'test/conformance/queries.test.ts',
  'test/glue-scripts/faults.test.ts',
  'test/glue-scripts/table.test.ts',
  'test/glue-scripts/strangers.test.ts',
  'test/glue-scripts/same-table.test.ts',
  'test/whole/upgrade.test.ts',
  'test/glue-scripts/crowds.test.ts',
  'test/whole/aws.test.ts',
  'test/faults/errors.test.ts',
  'test/local/derived.test.ts',
  'test/stack/erase.test.ts',
  'test/infra/conversion-role.test.ts',
  'test/hostile/state-files.test.ts',
  'test/faults/killed.test.ts',
  'test/stack/stack.test.ts',
  'test/handbook/recipes.test.ts',
  'test/queries/laws.test.ts',
  'test/pipeline/normalise/same-as-plain.test.ts',
  'test/pipeline/normalise/hostile.test.ts',
  'test/queries/cases.test.ts',
  'test/queries/wrong-dates.test.ts',
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
