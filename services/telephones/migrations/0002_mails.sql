-- What the mailboxes of the demo hold.
CREATE TABLE mailbox_mail (
    id {uuid} NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    caught_at {ts} NOT NULL
);
CREATE INDEX mailbox_mail_at ON mailbox_mail (caught_at);
