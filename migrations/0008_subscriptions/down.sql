DROP TABLE bulletin_issues;
DROP TABLE subscriptions;
