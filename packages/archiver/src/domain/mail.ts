/** What a mail is about: it stands in its subject. */
export type MailSubject = "New" | "Approved" | "Declined" | "Cancelled" | "Finished" | "Error";
