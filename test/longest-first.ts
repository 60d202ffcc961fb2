import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
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
  'test/page/drawer.test.ts',
  'test/hostile/state-files.test.ts',
  'test/stack/erase.test.ts',
  'test/whole/laptop.test.ts',
  'test/local/table-days.test.ts',
  'test/local/derived.test.ts',
  'test/infra/conversion-role.test.ts',
  'test/faults/killed.test.ts',
  'test/stack/stack.test.ts',
  'test/local/erase/again.test.ts',
  'test/handbook/recipes.test.ts',
  'test/cli/ctrl-c.test.ts',
  'test/queries/laws.test.ts',
  'test/pipeline/normalise/same-as-plain.test.ts',
  'test/pipeline/normalise/hostile.test.ts',
  'test/queries/cases.test.ts',
  'test/queries/wrong-dates.test.ts',
];

/** Begins with the longest files, so that in the end no worker is at one while the others idle. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const renamed = LONGEST.filter((path) => !existsSync(join(root, path)));
    if (renamed.length > 0) throw new Error(`${renamed.join(', ')}: no such file, see LONGEST`);
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.indexOf(relative(root, moduleId));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
