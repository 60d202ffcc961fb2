import { ACCOUNT_ID, INSTANCE_ID } from '../generator/organisation.ts';
import { type Analysis, type Output, turnsOf, type Version } from './analysis.ts';
import type { Purpose } from './sentences.ts';
import { type Turn, wordsOf } from './turn.ts';

/** A part of a file, as `JSON.stringify` takes it. */
export type Json = { readonly [key: string]: unknown };

/** The fields of both channels' files that describe the file. */
export function headOf({ conversation }: Analysis, version: Version, output: Output): Json {
  return {
    AccountId: ACCOUNT_ID,
    Channel: conversation.channel,
    ContentMetadata: contentMetadata(output),
    JobStatus: 'COMPLETED',
    ...jobDetails(version),
    LanguageCode: 'en-GB',
  };
}

function contentMetadata(output: Output): Json {
  if (output === 'Raw') return { Output: output };
  return {
    Output: output,
    RedactionTypes: ['PII'],
    RedactionTypesMetadata: { PII: { RedactionMaskMode: 'PII' } },
  };
}

/** Why there is no summary, if a file says so. */
function jobDetails({ hasSummary }: Version): Json {
  if (hasSummary) return {};
  const skipped = { Feature: 'POST_CONTACT_SUMMARY', ReasonCode: 'QUOTA_EXCEEDED' };
  return { JobDetails: { SkippedAnalysis: [skipped] } };
}

/** @param point the place of a turn, as files of the channel give it */
export function categoriesJson({ categories }: Version, point: (turn: Turn) => Json): Json {
  return {
    MatchedCategories: categories.map(({ name }) => name),
    MatchedDetails: Object.fromEntries(
      categories.map(({ name, points }) => [name, { PointsOfInterest: points.map(point) }]),
    ),
  };
}

export function summaryJson({ topic }: Analysis, { hasSummary }: Version): Json {
  return hasSummary ? { PostContactSummary: { Content: topic.summary } } : {};
}

export function customerMetadata({ contact }: Analysis): Json {
  return { ContactId: contact.id, InstanceId: INSTANCE_ID };
}

/** Whether files of the contact mark what is personal. */
export function isRedacted({ outputs }: Analysis): boolean {
  return outputs.includes('Redacted');
}

/** The turns with a sentence of a purpose, and where in the words it is. */
export function placesOf({ conversation }: Analysis, output: Output, purpose: Purpose) {
  return turnsOf(conversation).flatMap((turn) => {
    const characters = wordsOf(turn, output === 'Redacted').purposes(purpose);
    return characters === null ? [] : [{ turn, characters }];
  });
}
