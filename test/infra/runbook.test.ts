import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { optionalOf } from '../../stack/cost/dataset-cost.ts';
import { ROOT } from '../engines/folder.ts';
import { parse, resourcesOf, type Template, templateText } from './template.ts';

const RUNBOOK = join(ROOT, 'docs/runbook');
const HEADINGS = ['What it means', 'How to look', 'What to do', 'How to know it is over'];

/** Without an alarm: the notice comes from AWS Config. */
const OF_RULES = ['bucket-public'];

interface AlarmProperties {
  readonly AlarmName: { readonly 'Fn::Join': [string, unknown[]] };
  readonly AlarmDescription: { readonly 'Fn::Join': [string, unknown[]] };
  readonly AlarmActions: unknown[];
  readonly OKActions: unknown[];
}

let template: Template;
let alarms: AlarmProperties[];
beforeAll(async () => {
  template = parse(await templateText());
  alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties as unknown as AlarmProperties,
  );
});

const articles = () => readdirSync(RUNBOOK).filter((file) => file !== 'README.md');
const nameOf = (alarm: AlarmProperties) => String(alarm.AlarmName['Fn::Join'][1].at(-1)).slice(1);

/** Of a dataset that a parameter switches on, without the dataset: `delivery-freshness`. */
const kindOf = (alarm: AlarmProperties) => {
  const suffix = optionalOf(datasets)
    .map(({ name }) => `-${name.replaceAll('_', '-')}`)
    .find((one) => nameOf(alarm).endsWith(one));
  return suffix === undefined ? nameOf(alarm) : nameOf(alarm).slice(0, -suffix.length);
};

/** The function that collects objects waits for the same concurrency as normalise. */
const SHARED: Readonly<Record<string, string>> = { 'collect-throttles': 'normalise-throttles' };
const articleOf = (alarm: AlarmProperties) => SHARED[kindOf(alarm)] ?? kindOf(alarm);

describe('the runbook', () => {
  it('has an article for each alarm and each notice of a rule, and no other', () => {
    const names = [...new Set(alarms.map(articleOf)), ...OF_RULES];
    expect(articles().sort()).toEqual(names.map((name) => `${name}.md`).sort());
    expect(alarms.length).toBeGreaterThan(9);
    const rules = resourcesOf(template, 'AWS::Events::Rule').map(([, rule]) =>
      JSON.stringify(rule),
    );
    for (const name of OF_RULES)
      expect(rules.filter((text) => text.includes(`/assets/runbook/${name}.md`))).not.toEqual([]);
  });

  it('is named by each alarm, and each alarm publishes to the one topic', () => {
    const [[topic]] = resourcesOf(template, 'AWS::SNS::Topic') as [[string, unknown]];
    for (const alarm of alarms) {
      const text = alarm.AlarmDescription['Fn::Join'][1];
      const article = `/assets/runbook/${articleOf(alarm)}.md`;
      expect(text.slice(-2)).toEqual([{ Ref: 'BucketName' }, article]);
      expect(alarm.AlarmActions).toEqual([{ Ref: topic }]);
      expect(alarm.OKActions).toEqual([{ Ref: topic }]);
    }
  });

  it('explains for each its meaning, how to examine it, what to do and how to see that it is over', () => {
    for (const file of articles()) {
      const text = readFileSync(join(RUNBOOK, file), 'utf8');
      const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings, file).toEqual(HEADINGS);
      for (const part of text.split(/^## .+$/m))
        expect(part.trim().length, file).toBeGreaterThan(10);
    }
  });

  it('lists every article', () => {
    const index = readFileSync(join(RUNBOOK, 'README.md'), 'utf8');
    for (const file of articles()) expect(index).toContain(`(${file})`);
    // With each alarm's severity and stage, as its message has them.
    for (const alarm of alarms) {
      const [, severity, stage] = /^severity=(\w+) stage=(\w+): /.exec(
        String(alarm.AlarmDescription['Fn::Join'][1][0]),
      )!;
      expect(index).toContain(`| \`${kindOf(alarm)}\` | ${stage} | ${severity} |`);
    }
  });
});
