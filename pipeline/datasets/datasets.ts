import { contactRecords } from './contact-records/dataset.ts';

/** What the lake keeps, on the laptop and on AWS. */
export const dataset = contactRecords;
