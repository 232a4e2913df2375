ALTER TABLE confirmations DROP COLUMN withdrawn_by;
ALTER TABLE confirmations DROP COLUMN withdrawn_at;
