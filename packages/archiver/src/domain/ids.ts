/** Numbers and names that must not be taken for one another. */
type Branded<T, Name extends string> = T & { readonly __brand: Name };

export type ImageId = Branded<number, "ImageId">;
export type FilesetId = Branded<number, "FilesetId">;
export type OriginalFileId = Branded<number, "OriginalFileId">;
export type PixelsId = Branded<number, "PixelsId">;
export type ExperimenterId = Branded<number, "ExperimenterId">;
export type GroupId = Branded<number, "GroupId">;
export type JobId = Branded<number, "JobId">;
/** A store's UUID, as its marker file holds it. */
export type StoreId = Branded<string, "StoreId">;

/** An experimenter as the register remembers them. */
export interface Person {
  readonly id: ExperimenterId;
  readonly omeName: string;
}
