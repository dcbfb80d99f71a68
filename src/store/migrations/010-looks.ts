/**
 * The guard judges a plan in a phase of its own, and a plan whose looks no longer count is made anew (docs/order.md).
 */
export const looks = `
ALTER TABLE connector.jobs
  -- When the looks at Omni began that the plan goes by; 0: there are none, or they no longer count.
  ADD COLUMN looked_at bigint NOT NULL DEFAULT 0,
  -- What the plan came to when the guard held the job last, which an approval covers.
  ADD COLUMN judged    json,
  DROP CONSTRAINT pushes_phase_check,
  ADD CONSTRAINT jobs_phase_check CHECK (phase IN ('collecting', 'planning', 'judging', 'applying', 'reporting'));
UPDATE connector.jobs SET phase = 'judging' WHERE phase = 'applying' AND changed_count = 0 AND finished_at IS NULL;
`;
