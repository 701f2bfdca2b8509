/** The archiving state that an image shows in OMERO. TO-ARCHIVE is the asker's; the others follow the register. */
export const STATE_TAGS = ["TO-ARCHIVE", "ARCHIVE-PENDING", "ARCHIVED"] as const;
export type StateTag = (typeof STATE_TAGS)[number];

/** What the register wants an image to show: nothing, or one of the tags that are ours to set. */
export type WantedTag = "none" | "ARCHIVE-PENDING" | "ARCHIVED";

/** How far an image's files are, and whether a job is at work on it. */
export interface ImageFiles {
  /** Files that can be archived at all: neither ignored nor missing. */
  readonly files: number;
  readonly archived: number;
  /** An archive job that is not over holds the image. */
  readonly inOpenJob: boolean;
}

/** An image is ARCHIVED when all of its files are; it is pending while a job has it. */
export function wantedTag({ files, archived, inOpenJob }: ImageFiles): WantedTag {
  if (files > 0 && archived === files) return "ARCHIVED";
  return inOpenJob ? "ARCHIVE-PENDING" : "none";
}
