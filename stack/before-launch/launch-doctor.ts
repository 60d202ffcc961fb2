/** What an account would refuse of a launch, before there is one. Nothing is changed. */

import type { Dataset } from '../../pipeline/dataset.ts';
import { type Finding, fault, findingsOf, well } from '../../terminal/finding.ts';
import { countOf } from '../../terminal/wording.ts';
import { accountChecks, whoAmI } from './launch-account.ts';
import { readParameters, readTemplate, refusedByForm, valuesOf } from './launch-form.ts';
import { nameChecks } from './launch-names.ts';
import { quotaChecks } from './launch-quotas.ts';
import { Launch } from './template-values.ts';

export interface LaunchOptions {
  /** The file of the template. */
  readonly template: string;
  /** `Key=Value`, or files of them. */
  readonly parameters: readonly string[];
  /** What the stack is to be called; null if that is not known yet. */
  readonly stack: string | null;
}

/**
 * Looks at the account for what would keep a launch with these parameters from succeeding.
 * @throws UserError if template, parameters or credentials cannot be read
 */
export async function examineLaunch(options: LaunchOptions, dataset: Dataset): Promise<Finding[]> {
  const template = await readTemplate(options.template);
  const given = await readParameters(options.parameters);
  const refused = refusedByForm(template, given);
  // What follows from them would be about a launch that nobody means.
  if (refused.length > 0) return findingsOf({ parameters: fault(refused.join('. ')) });
  const account = await whoAmI();
  const values = valuesOf(template, given);
  values.set('AWS::Region', account.region);
  values.set('AWS::AccountId', account.id);
  if (options.stack !== null) values.set('AWS::StackName', options.stack);
  const launch = new Launch(template, values);
  const [inAccount, names, quotas] = await Promise.all([
    accountChecks(launch, account, options.stack),
    nameChecks(launch, template, dataset),
    quotaChecks(launch),
  ]);
  return findingsOf({
    account: well(`${account.id} in ${account.region}`),
    parameters: well(`${countOf(given.size, 'value')} given, as the form takes them`),
    ...names,
    ...inAccount,
    ...quotas,
  });
}
