import { contactRecords } from './contact-records/dataset.ts';

/** The dataset that the lake keeps, on the laptop and on AWS. */
export const dataset = contactRecords;
