import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take half a minute or more, mostly as they start engines, and the longest of the quick ones. */
const LONGEST = [
  'test/conformance/queries.test.ts',
  'test/whole/upgrade.test.ts',
  'test/glue-scripts/datasets.test.ts',
  'test/glue-scripts/table.test.ts',
  'test/stack/stack.test.ts',
  'test/glue-scripts/faults.test.ts',
  'test/handbook/recipes.test.ts',
  'test/whole/aws.test.ts',
  'test/faults/errors.test.ts',
  'test/glue-scripts/same-table.test.ts',
  'test/hostile/state-files.test.ts',
  'test/stack/erase.test.ts',
  'test/glue-scripts/strangers.test.ts',
  'test/local/limited-to-days.test.ts',
  'test/page/other-datasets-in-browser.test.ts',
  'test/page/other-datasets-figures.test.ts',
  'test/page/other-datasets-since-when.test.ts',
  'test/local/derived.test.ts',
  'test/hostile/datasets.test.ts',
  'test/page/kept-sums.test.ts',
  'test/whole/laptop.test.ts',
  'test/faults/killed.test.ts',
  'test/page/drawer.test.ts',
  'test/local/live.test.ts',
  'test/quicksight/answers.test.ts',
  'test/cli/schema.test.ts',
  'test/page/kept-page.test.ts',
  'test/local/table-days.test.ts',
  'test/hostile/lake-paths.test.ts',
  'test/cli/query.test.ts',
  'test/cli/pipes-in-lake.test.ts',
  'test/queries/laws.test.ts',
  'test/queries/contact-events/event-cases.test.ts',
  'test/queries/agent-events/agent-cases.test.ts',
  'test/queries/contact-evaluations/evaluation-cases.test.ts',
  'test/pipeline/normalise/same-as-plain.test.ts',
  'test/queries/contact-evaluations/answer-sheet.test.ts',
  'test/queries/wrong-dates.test.ts',
  'test/queries/cases.test.ts',
  'test/queries/agent-events/simulated-agents.test.ts',
  'test/queries/agent-events/answer-sheet.test.ts',
  'test/pipeline/normalise/hostile.test.ts',
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
