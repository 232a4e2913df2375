-- A dispatcher's word that turned out wrong is taken back: it stays in the log, and teaches nothing.
ALTER TABLE confirmations ADD COLUMN withdrawn_at TIMESTAMP;
ALTER TABLE confirmations ADD COLUMN withdrawn_by TEXT;
