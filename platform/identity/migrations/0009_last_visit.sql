-- When the person had signed in before: what is new for them since.
ALTER TABLE account ADD COLUMN last_visit_at {ts};
