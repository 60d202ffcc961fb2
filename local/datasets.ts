import { contactRecords } from '../pipeline/contact-records/dataset.ts';

/** What this lake keeps. */
export const dataset = contactRecords;
