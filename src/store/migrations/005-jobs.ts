/** One word for one thing: pushes, syncs and reports are kinds of job, and the rows of a push belong to a job. */
export const jobs = `
ALTER TABLE connector.pushes RENAME TO jobs;
ALTER SEQUENCE connector.push_acceptance RENAME TO job_acceptance;

ALTER TABLE connector.push_rows RENAME COLUMN push_id TO job_id;
ALTER TABLE connector.callbacks RENAME COLUMN push_id TO job_id;
ALTER TABLE connector.job_okta_users RENAME COLUMN push_id TO job_id;
ALTER TABLE connector.job_omni_users RENAME COLUMN push_id TO job_id;
ALTER TABLE connector.report_rows RENAME COLUMN push_id TO job_id;
ALTER TABLE connector.schedules RENAME COLUMN push_id TO job_id;

ALTER INDEX connector.pushes_pkey RENAME TO jobs_pkey;
ALTER INDEX connector.pushes_accepted_seq_key RENAME TO jobs_accepted_seq_key;
ALTER INDEX connector.pushes_fingerprint RENAME TO jobs_fingerprint;
ALTER INDEX connector.pushes_turns RENAME TO jobs_turns;
ALTER INDEX connector.pushes_open RENAME TO jobs_open;
ALTER INDEX connector.pushes_kind RENAME TO jobs_kind;

-- What was learned about the Omni instance was written here and never read.
DROP TABLE connector.instance_facts;
`;
