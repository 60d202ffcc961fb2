import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { collectedOf } from '../functions/collect/collected-dataset.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { datasets as allDatasets } from '../pipeline/datasets/datasets.ts';
import { ASSETS_PREFIX, README_KEY } from '../pipeline/lake-keys.ts';
import { listSavedQueries, readMacros } from '../queries/reader/saved-queries.ts';
import { readFlatViews, readViews, type View } from '../queries/reader/views.ts';
import { acknowledge } from './acknowledge.ts';
import { bucketReadme } from './bucket-readme.ts';
import { bundleFunctions } from './bundles.ts';
import { readJob } from './job-scripts.ts';
import { readColours } from './quicksight/theme.ts';
import { readRunbook } from './runbook.ts';
import { ContactLakeStack, type StackContent } from './stack.ts';
import { templateTextOf } from './template-text.ts';
import { describeViews } from './view-columns.ts';

const STACK_NAME = 'ContactLake';

/** CloudFormation's rule about defaults that do not fit the property in which they are used. */
const EMPTY_DEFAULTS = 'CloudFormation-Validate::W1030';

interface ContentOptions {
  readonly datasets?: readonly Dataset[];
  readonly views?: readonly View[];
}

/**
 * Reads the parts of the stack that come from the package's other rooms.
 * @param root the package's folder
 * @param options other datasets and views than those of this package
 */
export async function readContent(
  root: string,
  { datasets = allDatasets, views: viewTexts }: ContentOptions = {},
): Promise<StackContent> {
  const folder = join(root, 'queries');
  const queries = listSavedQueries(folder);
  const views = await describeViews(
    datasets,
    readMacros(folder),
    viewTexts ?? [...readViews(folder), ...readFlatViews(folder)],
  );
  const job = await readJob(root, datasets, views);
  const texts: [string, string][] = [
    ...queries.map(({ name, sql }): [string, string] => [`queries/${name}.sql`, sql]),
    ...views.map(({ name, sql }): [string, string] => [`queries/views/${name}.sql`, sql]),
  ];
  const assets = {
    [README_KEY]: bucketReadme(),
    ...Object.fromEntries(texts.map(([path, text]) => [`${ASSETS_PREFIX}${path}`, text])),
    ...job.files,
    ...(await readRunbook(root)),
  };
  return {
    datasets,
    bundles: await bundleFunctions(root, {
      provisioned: { assets, declared: job.declared },
      collected: collectedOf(datasets),
    }),
    queries,
    views,
    job,
    colours: readColours(root),
  };
}

/**
 * Synthesises the stack.
 * @param outdir the folder for the cloud assembly
 * @returns the template, as an object
 * @throws Error if cdk-nag has a finding that is not explained
 */
export function synthesise(content: StackContent, outdir: string): Record<string, unknown> {
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app, { verbose: true, writeSuppressionsToCloudFormation: true }),
  );
  const stack = new ContactLakeStack(app, STACK_NAME, content);
  acknowledge(
    stack,
    EMPTY_DEFAULTS,
    'Parameters that may be left empty are used only under the condition that they are not empty.',
  );
  const { template } = app.synth().getStackByName(STACK_NAME);
  return withoutStackReasons(template as SynthesisedTemplate);
}

interface SynthesisedTemplate extends Record<string, unknown> {
  readonly Resources: Record<string, { Metadata?: { cdk_nag?: { rules_to_suppress: Reason[] } } }>;
}

interface Reason {
  readonly id: string;
}

/** Removes reasons that hold for the whole stack: CDK would repeat them beside every resource. */
function withoutStackReasons(template: SynthesisedTemplate): SynthesisedTemplate {
  for (const resource of Object.values(template.Resources)) {
    const nag = resource.Metadata?.cdk_nag;
    if (!nag) continue;
    nag.rules_to_suppress = nag.rules_to_suppress.filter(({ id }) => id !== EMPTY_DEFAULTS);
    if (nag.rules_to_suppress.length === 0) delete resource.Metadata;
  }
  return template;
}

/** Synthesises the template's text, and leaves no CDK output folder behind. */
export async function synthesiseTemplate(content: StackContent): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'contact-lake-'));
  try {
    return templateTextOf(synthesise(content, outdir));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
