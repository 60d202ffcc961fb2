import { core } from './core.ts';
import { firstLoad } from './first-load.ts';
import { hourlyBatch } from './hourly-batch.ts';
import { normalise } from './normalise.ts';
import { page } from './page.ts';
import { questions } from './questions.ts';
import { start } from './start.ts';
import type { MakeSuite } from './suite.ts';
import { tinyObjects } from './tiny-objects.ts';
import { watch } from './watch.ts';
import { yearOfQuestions } from './year-of-questions.ts';

/** All suites by their names, in the order of the table. */
export const SUITES: Readonly<Record<string, MakeSuite>> = {
  start,
  core,
  normalise,
  'tiny-objects': tinyObjects,
  'first-load': firstLoad,
  'hourly-batch': hourlyBatch,
  watch,
  questions,
  'year-of-questions': yearOfQuestions,
  page,
};
