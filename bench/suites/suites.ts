import { core } from './core.ts';
import { datasets } from './datasets.ts';
import { firstLoad } from './first-load.ts';
import { hourlyBatch } from './hourly-batch.ts';
import { lambda } from './lambda.ts';
import { memory } from './memory.ts';
import { normalise } from './normalise.ts';
import { page } from './page.ts';
import { pageInBrowser } from './page-in-browser.ts';
import { questions } from './questions.ts';
import { spark } from './spark.ts';
import { start } from './start.ts';
import type { MakeSuite } from './suite.ts';
import { tinyObjects } from './tiny-objects.ts';
import { watch } from './watch.ts';
import { yearOfQuestions } from './year-of-questions.ts';

/** All suites by their names, in the order of the table. */
export const SUITES: Readonly<Record<string, MakeSuite>> = {
  start,
  core,
  datasets,
  normalise,
  lambda,
  'tiny-objects': tinyObjects,
  'first-load': firstLoad,
  'hourly-batch': hourlyBatch,
  memory,
  watch,
  questions,
  'year-of-questions': yearOfQuestions,
  page,
  'page-in-browser': pageInBrowser,
  spark,
};

/** Suites that run only when they are named, because they take engines that have to be installed. */
export const ON_DEMAND: readonly string[] = ['spark'];
