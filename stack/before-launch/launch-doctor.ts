/** Checks, before a launch, what the account would refuse. Nothing in the account is changed. */

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
  /** `Key=Value`, or files with parameters. */
  readonly parameters: readonly string[];
  /** The name of the stack; null if it is not known yet. */
  readonly stack: string | null;
}

/**
 * Looks for everything in the account that would make a launch with these parameters fail.
 * @throws UserError if template, parameters or credentials cannot be read
 */
export async function examineLaunch(options: LaunchOptions, dataset: Dataset): Promise<Finding[]> {
  const template = await readTemplate(options.template);
  const given = await readParameters(options.parameters);
  const refused = refusedByForm(template, given);
  // With wrong parameters all other checks would look at another launch than the one that is meant.
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
